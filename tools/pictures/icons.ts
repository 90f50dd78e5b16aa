// npm run make -- icons: draws resources/icon/icon.svg in every size and format that the packages need. Chromium
// rasterises it, in the Electron that runs the app. The results are checked in, so this runs only when the drawing
// changes.

import type { ElectronRuntime } from '../electron/runtime.ts';
import type { ElectronApplication } from 'playwright-core';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { appCommand } from '../electron/runtime.ts';
import { icnsOf, icoOf } from './icon-files.ts';
import { projectFolder } from '../lib/project.ts';
import { runOnScreen } from '../lib/screen.ts';

const LINUX_PX = [16, 24, 32, 48, 64, 128, 256, 512];
const ICO_PX_MAX = 256;
const ICNS_PX = [16, 32, 64, 128, 256, 512, 1024];
/** Share of the width that the tile takes on macOS. The margin makes all icons of a dock look the same size. */
const MAC_SHARE = 0.82;

const folder = join(projectFolder, 'resources', 'icon');

await runOnScreen(console.error, makeIcons);

async function makeIcons(runtime: ElectronRuntime) {
  const svg = await readFile(join(folder, 'icon.svg'), 'utf8');
  const { executablePath, args } = appCommand(runtime, await emptyApp());
  const electron = await _electron.launch({ executablePath, args });
  try {
    const plain = await pictures(electron, svg, LINUX_PX, 1);
    const mac = await pictures(electron, svg, ICNS_PX, MAC_SHARE);
    await mkdir(join(folder, 'linux'), { recursive: true });
    for (const [px, png] of plain) await writeFile(join(folder, 'linux', `${px}x${px}.png`), png);
    await writeFile(join(folder, 'icon.ico'), icoOf(plain.filter(([px]) => px <= ICO_PX_MAX)));
    await writeFile(join(folder, 'icon.icns'), icnsOf(mac));
  } finally {
    await electron.close();
    await rm(args.at(-1) ?? '', { recursive: true });
  }
}

/** An app with one blank page. The real app's policy would not permit the pictures. */
async function emptyApp() {
  const app = await mkdtemp(join(tmpdir(), 'botpit-icons-'));
  await writeFile(
    join(app, 'package.json'),
    JSON.stringify({ name: 'icons', version: '1.0.0', main: 'main.cjs' }),
  );
  await writeFile(
    join(app, 'main.cjs'),
    "const { app, BrowserWindow } = require('electron'); app.whenReady().then(() => new BrowserWindow().loadURL('about:blank'));",
  );
  return app;
}

/**
 * Rasterises the pictures.
 * @param share share of each picture's width that is drawn on
 * @returns PNG files by width
 */
async function pictures(
  electron: ElectronApplication,
  svg: string,
  sizes: readonly number[],
  share: number,
): Promise<[number, Buffer][]> {
  const page = await electron.firstWindow();
  const address = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  const drawn = await page.evaluate(drawAll, [address, sizes, share] as const);
  return drawn.map(([px, url]) => [px, Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')]);
}

/**
 * Runs in the page.
 * @returns data URLs by width
 */
async function drawAll([address, sizes, share]: readonly [string, readonly number[], number]): Promise<
  [number, string][]
> {
  const image = new Image();
  image.src = address;
  await image.decode();
  return sizes.map((px) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = px;
    // The margin is a whole number of pixels, because a tile between two pixels would blur.
    const air = Math.round((px * (1 - share)) / 2);
    canvas.getContext('2d')?.drawImage(image, air, air, px - 2 * air, px - 2 * air);
    return [px, canvas.toDataURL('image/png')];
  });
}
