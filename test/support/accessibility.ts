/** Runs axe-core in a page of the real app and describes its serious findings with their places. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The debugger injects axe, because the page's security policy admits no other script. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(AXE);
}

/** Of serious and critical impact; one line for each element: the rule, the element and its fault. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
}
