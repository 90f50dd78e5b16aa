// npm run make -- sizes: takes pictures of the monitor in every size, theme and number of accounts, to inspect before a
// release.

import type { ElectronRuntime } from '../electron/runtime.ts';
import type { ElectronApplication, Page } from 'playwright-core';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { buildIfStale } from '../lib/build.ts';
import { withBundles, type Bundles } from '../lib/bundles.ts';
import { projectFolder } from '../lib/project.ts';
import { launchApp, runOnScreen } from '../lib/screen.ts';
import { toolOptions } from '../lib/tool-options.ts';
import { dial, resize, SCRIPTED_RELAY, type ScriptedRelays } from './window.ts';

const SIZES = ['390x844', '1024x640', '1280x720', '1440x900', '1920x1080', '2560x1440'];
const LOOKS = ['dark', 'light'];
const ACCOUNTS = [1, 8, 40, 1_000];
/** Steps of the scripted market before the window joins, and while it listens. */
const WARM_UP_STEPS = 300;
const LISTENED_STEPS = 900;
const STEP_MS = 10;
/** Time in which a new size or theme settles. */
const SETTLE_MS = 700;

const list = (all: readonly string[]) =>
  z
    .string()
    .default(all.join(','))
    .transform((text) => text.split(','));

const { sizes, themes, accounts, palette, folder } = toolOptions({
  command: 'npm run make -- sizes',
  about: 'Pictures of the monitor in every size, theme and number of accounts.',
  shape: {
    sizes: list(SIZES).describe('window sizes as WIDTHxHEIGHT, separated by commas'),
    themes: list(LOOKS).describe('dark, light, or both, separated by a comma'),
    accounts: list(ACCOUNTS.map(String)).describe('numbers of accounts, separated by commas'),
    palette: z.enum(['green-red', 'blue-orange']).default('green-red').describe('colours of buy and sell'),
    folder: z.string().default('out/pictures').describe('folder for the pictures'),
  },
});

const log = console.error;
const pictures = resolve(projectFolder, folder);

await runOnScreen(log, takePictures);

async function takePictures(runtime: ElectronRuntime) {
  await buildIfStale({ log });
  await mkdir(pictures, { recursive: true });
  const profile = await mkdtemp(join(tmpdir(), 'botpit-sizes-'));
  const app = await launchApp(runtime, profile);
  try {
    const page = await app.firstWindow();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    if (palette === 'blue-orange') await page.getByTestId('palette').click();
    await withBundles([SCRIPTED_RELAY], async ({ first }: Bundles<ScriptedRelays>) => {
      for (const count of accounts) await takeMarket(app, page, Number(count), first.startScriptedRelay);
    });
  } finally {
    await app.close();
    await rm(profile, { recursive: true, force: true });
  }
  console.log(`The pictures are in ${relative(projectFolder, pictures)}.`);
}

async function takeMarket(
  app: ElectronApplication,
  page: Page,
  count: number,
  startRelay: ScriptedRelays['startScriptedRelay'],
) {
  const names = Array.from({ length: count }, (_, index) => `team-${index + 1}`);
  const options = { seed: 5, accounts: names, epoch: `accounts-${count}`, levels: 60, stepMs: 86_400_000 };
  const relay = await startRelay({ ...options, warmUpSteps: WARM_UP_STEPS });
  await resize(app, '1440x900');
  await dial(page, relay.url);
  await page.getByTestId('account-row').first().waitFor();
  for (let step = 0; step < LISTENED_STEPS; step += 1) {
    relay.step();
    await sleep(STEP_MS);
  }
  await page.getByTestId('account-row').first().click();
  for (const theme of themes) {
    if ((await page.locator('html').getAttribute('data-theme')) !== theme)
      await page.getByTestId('theme').click();
    for (const size of sizes) {
      await resize(app, size);
      relay.step();
      await sleep(SETTLE_MS);
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(pictures, `${size}-${theme}-${count}.png`) });
      log(`… ${size}-${theme}-${count}.png`);
    }
    await resize(app, '1440x900');
  }
  await relay.close();
}
