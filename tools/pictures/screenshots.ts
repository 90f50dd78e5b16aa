// npm run make -- screenshots: starts the real app and takes the pictures for the README and the docs.

import type { ElectronRuntime } from '../electron/runtime.ts';
import type { ElectronApplication, Page } from 'playwright-core';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildIfStale } from '../lib/build.ts';
import { withBundles, type Bundles } from '../lib/bundles.ts';
import { projectFolder } from '../lib/project.ts';
import { launchApp, runOnScreen } from '../lib/screen.ts';
import { countOption, toolOptions } from '../lib/tool-options.ts';
import { dial, resize, SCRIPTED_RELAY, type ScriptedRelays } from './window.ts';

const { seconds } = toolOptions({
  command: 'npm run make -- screenshots',
  about: 'The pictures of the documents.',
  shape: {
    seconds: countOption(300, 'seconds of trading before the picture of the running pit'),
  },
});

const log = console.error;
/** Further bots in addition to the three existing ones, for a market with several opinions. */
const MORE_BOTS = ['maker', 'momentum', 'mean-reversion', 'imbalance'];
const LAB_MS_MAX = 600_000;
/** Number of candles of one second that the rewound session has at least, once its past has arrived. */
const REWOUND_CANDLES = seconds / 2;
const pictures = join(projectFolder, 'docs', 'images');

await runOnScreen(log, takePictures);

async function takePictures(runtime: ElectronRuntime) {
  await buildIfStale({ log });
  await mkdir(pictures, { recursive: true });
  const profile = await mkdtemp(join(tmpdir(), 'botpit-screenshots-'));
  const app = await launchApp(runtime, profile);
  try {
    const page = await app.firstWindow();
    await takeRunning(page);
    await takeExplained(page);
    await takeLooks(page);
    await takeLog(page);
    await takeRewound(page);
    await takeDisconnected(page);
    await withBundles([SCRIPTED_RELAY], ({ first }: Bundles<ScriptedRelays>) =>
      takeScripted(app, page, first.startScriptedRelay),
    );
    await takeLab(app, page);
  } finally {
    await app.close();
    await rm(profile, { recursive: true, force: true });
  }
}

async function picture(page: Page, name: string) {
  // The mouse is over an empty place, and no element has the focus.
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement?.blur()');
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  log(`… ${name}.png`);
}

async function takeRunning(page: Page) {
  await page.getByTestId('start').waitFor();
  await picture(page, 'empty');
  for (const strategy of MORE_BOTS) {
    await page.getByTestId('strategy-select').selectOption(strategy);
    await page.getByTestId('bot-add').click();
    await page.getByTestId('process-card').filter({ hasText: strategy }).first().waitFor();
  }
  await page.getByTestId('start').click();
  await page.getByTestId('trade-row').first().waitFor();
  await sleep(seconds * 1000);
  await picture(page, 'running');
}

async function takeExplained(page: Page) {
  await page.getByTestId('trade-row').nth(3).click();
  await page.getByTestId('explain-reason').first().waitFor();
  await picture(page, 'explain');
  await page.keyboard.press('Escape');
}

async function takeLooks(page: Page) {
  const row = page.locator('[data-testid=account-row][data-account=momentum]');
  await row.click();
  await sleep(1_000);
  await picture(page, 'account');
  await page.getByTestId('theme').click();
  await sleep(1_000);
  await picture(page, 'light');
  await page.getByTestId('theme').click();
  await page.getByTestId('palette').click();
  await sleep(1_000);
  await picture(page, 'blue-orange');
  await page.keyboard.press('6');
  await sleep(1_000);
  await picture(page, 'pnl');
  await page.getByTestId('palette').click();
  await page.keyboard.press('3');
  await row.click();
}

async function takeLog(page: Page) {
  await page.keyboard.press('Control+j');
  await page.getByTestId('log-panel').getByText('All', { exact: true }).click();
  await page.keyboard.press('F1');
  await page.getByTestId('palette-input').fill('stb');
  await sleep(500);
  await picture(page, 'palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+j');
}

/** Takes a picture of the running session at two thirds of its length. */
async function takeRewound(page: Page) {
  await page.getByTestId('rewind').click();
  const scrubber = page.getByTestId('scrubber');
  await scrubber.waitFor();
  await scrubber.fill(String(Math.round((Number(await scrubber.getAttribute('max')) * 2) / 3)));
  // The page's policy forbids Playwright's own waiting for an expression.
  while ((await candles(page)) < REWOUND_CANDLES) await sleep(500);
  await sleep(3_000);
  await picture(page, 'rewound');
  await page.getByTestId('playback-close').click();
  await page.getByTestId('rewind').waitFor();
}

/** Number of candles of one second that the window knows. */
function candles(page: Page): Promise<number> {
  return page.evaluate(`JSON.parse(botpitCandles('BTC-USD', 1)).length`);
}

/**
 * Takes a picture of a lost relay. The pit's own relay under another name counts as a remote one, whose loss the
 * monitor reports.
 */
async function takeDisconnected(page: Page) {
  const [relayUrl, relayPid] = await relayOf(page);
  await follow(page, relayUrl.replace('127.0.0.1', 'localhost'));
  await sleep(30_000);
  process.kill(relayPid, 'SIGKILL');
  await page.getByTestId('stop').click();
  await page.getByText('DISCONNECTED').first().waitFor();
  await sleep(3_000);
  await picture(page, 'disconnected');
}

/**
 * Takes pictures of scenes that a calm pit lacks: a liquidation of two fills, and a thousand accounts whose money does
 * not add up.
 */
async function takeScripted(
  app: ElectronApplication,
  page: Page,
  startRelay: ScriptedRelays['startScriptedRelay'],
) {
  const liquidation = await startRelay({ seed: 5, deposit: 20_000, liquidateAtStep: 200, epoch: 'one' });
  await follow(page, liquidation.url);
  await page.keyboard.press('7');
  await page.getByTestId('liquidation-step').first().waitFor();
  await sleep(10_000);
  await picture(page, 'liquidations');
  await page.keyboard.press('Control+l');
  await sleep(2_000);
  await picture(page, 'board');
  await page.keyboard.press('Control+l');
  await liquidation.close();
  await takeConnecting(page);

  const alone = await startRelay({ seed: 5, accounts: ['alone'], epoch: 'three' });
  await resize(app, '1024x640');
  await follow(page, alone.url);
  await page.keyboard.press('3');
  await sleep(10_000);
  await picture(page, 'one-account');
  alone.pause();
  await page.locator('.app[data-freshness=stale]').waitFor();
  await picture(page, 'stale');
  await alone.close();

  const names = Array.from({ length: 1_000 }, (_, index) => `an-account-with-a-name-of-40-letters-${index}`);
  const thousand = await startRelay({ seed: 5, accounts: names, missing: 0.01, epoch: 'two' });
  await resize(app, '1024x768');
  await follow(page, thousand.url);
  await page.keyboard.press('3');
  await sleep(30_000);
  await picture(page, 'thousand');
  await thousand.close();
}

/** Takes pictures of a real lab, with short runs. */
async function takeLab(app: ElectronApplication, page: Page) {
  await resize(app, '1440x900');
  await page.keyboard.press('Control+Shift+L');
  await page.getByTestId('lab-seeds').fill('12');
  await page.getByTestId('lab-minutes').fill('1');
  await page.getByTestId('lab-start').click();
  await page.getByTestId('lab-result').waitFor({ timeout: LAB_MS_MAX });
  await picture(page, 'lab');
  await page.keyboard.press('Escape');
}

/** Takes a picture of a connection to a server that accepts it and never replies. */
async function takeConnecting(page: Page) {
  const silence = createServer().listen(0, '127.0.0.1');
  await once(silence, 'listening');
  const address = silence.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  await dial(page, `ws://127.0.0.1:${port}`);
  await page.getByTestId('connection-status').getByText('CONNECTING').waitFor();
  await picture(page, 'connecting');
  silence.close();
}

async function follow(page: Page, url: string) {
  await dial(page, url);
  await page.getByTestId('book-bid').first().waitFor();
}

function relayOf(page: Page): Promise<[url: string, pid: number]> {
  return page.evaluate(
    'botpit.pit().then(({ relayUrl, processes }) => [relayUrl, processes.find(({ kind }) => kind === "relay").pid])',
  );
}
