// `electron FOLDER` works because every Electron dist contains a small app that opens a given folder. A dist from
// another product lacks it. This writes an equivalent, in Electron's archive format.

import { writeFile } from 'node:fs/promises';

const manifest = JSON.stringify({ name: 'electron', type: 'module', main: 'main.js' });

const main = `
import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (folder === undefined) {
  console.error('usage: electron [switches] FOLDER [arguments]');
  app.exit(2);
} else {
  await open(resolve(folder));
}

async function open(appFolder) {
  const { name, productName, version, desktopName } = JSON.parse(readFileSync(join(appFolder, 'package.json'), 'utf8'));
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  app.setName(productName ?? name);
  app.setVersion(version);
  if (desktopName) app.setDesktopName(desktopName);
  app.setAppPath(appFolder);
  await import(pathToFileURL(createRequire(join(appFolder, 'package.json')).resolve(appFolder)));
}
`;

/** @param path path of the archive: resources/default_app.asar of the dist */
export async function writeDefaultApp(path: string) {
  await writeFile(path, asarArchive({ 'package.json': manifest, 'main.js': main }));
}

/**
 * An archive consists of a size, a header that lists the files in JSON, and the files one after another.
 * @param contents contents by file name
 */
function asarArchive(contents: Record<string, string>) {
  const files: Record<string, { size: number; offset: string }> = {};
  let offset = 0;
  for (const [name, content] of Object.entries(contents)) {
    const size = Buffer.byteLength(content);
    files[name] = { size, offset: String(offset) };
    offset += size;
  }
  const header = pickledText(JSON.stringify({ files }));
  return Buffer.concat([
    pickled(uint32(header.length)),
    header,
    ...Object.values(contents).map((text) => Buffer.from(text)),
  ]);
}

/** Chromium's Pickle format: the payload's length, then the payload padded to four bytes. */
function pickled(payload: Buffer) {
  const padding = Buffer.alloc((4 - (payload.length % 4)) % 4);
  return Buffer.concat([uint32(payload.length + padding.length), payload, padding]);
}

function pickledText(text: string) {
  const bytes = Buffer.from(text);
  return pickled(Buffer.concat([uint32(bytes.length), bytes]));
}

function uint32(value: number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
