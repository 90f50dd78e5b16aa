/** The icon files are tables of contents before ordinary pictures. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { icnsOf, icoOf } from '../../tools/pictures/icon-files.ts';

const folder = fileURLToPath(new URL('../../resources/icon/', import.meta.url));
const picture = (px: number) => readFileSync(`${folder}linux/${px}x${px}.png`);
const widthOf = (png: Buffer) => png.readUInt32BE(16);
const PNG = Buffer.from('\x89PNG', 'latin1');

test('every picture has the size of its name', () => {
  for (const px of [16, 24, 32, 48, 64, 128, 256, 512]) expect(widthOf(picture(px))).toBe(px);
});

test('an .ico leads to whole pictures, and 256 pixels are written as 0', () => {
  const ico = icoOf([16, 256].map((px) => [px, picture(px)] as const));
  expect([ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([1, 2]);
  expect([ico.readUInt8(6), ico.readUInt8(22)]).toEqual([16, 0]);
  const [first, second] = [6, 22].map((entry) => {
    const [bytes, offset] = [ico.readUInt32LE(entry + 8), ico.readUInt32LE(entry + 12)];
    return ico.subarray(offset, offset + bytes);
  });
  expect(first).toEqual(picture(16));
  expect(second).toEqual(picture(256));
});

test.each(['icon.icns', 'built now'])(
  '%s: every part is a picture of a known kind, and the parts fill the file',
  (which) => {
    const icns =
      which === 'icon.icns'
        ? readFileSync(`${folder}icon.icns`)
        : icnsOf([
            [16, picture(16)],
            [512, picture(512)],
          ]);
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    let parts = 0;
    for (let offset = 8; offset < icns.length; offset += icns.readUInt32BE(offset + 4)) {
      expect(icns.toString('latin1', offset, offset + 4)).toMatch(/^ic/);
      expect(icns.subarray(offset + 8, offset + 12)).toEqual(PNG);
      parts += 1;
    }
    expect(parts).toBe(which === 'icon.icns' ? 10 : 3);
  },
);
