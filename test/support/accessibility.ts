/** axe-core in a page of the real app: what it holds to be serious, in words that lead to the place. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Axe is handed in by the debugger: the page's security policy lets no other script in. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(AXE);
}

/** Of serious and critical impact; one line for each element: the rule, the element, what is wrong with it. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
}
