// Icon files of Windows and macOS. Both formats are a table of contents followed by ordinary PNG files.

type Pictures = readonly (readonly [number, Buffer])[];

const ICO_HEADER_BYTES = 6;
const ICO_ENTRY_BYTES = 16;
const BITS_PER_PIXEL = 32;

/** macOS types of a PNG of this width, for plain and for Retina screens. */
const ICNS_TYPES: Readonly<Record<number, readonly string[]>> = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

/** @param pictures pictures of up to 256 pixels in width */
export function icoOf(pictures: Pictures): Buffer {
  const header = Buffer.alloc(ICO_HEADER_BYTES);
  header.writeUInt16LE(1, 2); // an icon, not a cursor
  header.writeUInt16LE(pictures.length, 4);
  let offset = ICO_HEADER_BYTES + ICO_ENTRY_BYTES * pictures.length;
  const entries = pictures.map(([px, png]) => {
    const entry = Buffer.alloc(ICO_ENTRY_BYTES);
    entry.writeUInt8(px % 256, 0); // 0 means 256
    entry.writeUInt8(px % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(BITS_PER_PIXEL, 6);
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
    return entry;
  });
  return Buffer.concat([header, ...entries, ...pictures.map(([, png]) => png)]);
}

export function icnsOf(pictures: Pictures): Buffer {
  const parts = pictures.flatMap(([px, png]) => (ICNS_TYPES[px] ?? []).map((type) => icnsPart(type, png)));
  return icnsPart('icns', Buffer.concat(parts));
}

function icnsPart(type: string, content: Buffer) {
  const header = Buffer.alloc(8);
  header.write(type, 'latin1');
  header.writeUInt32BE(header.length + content.length, 4);
  return Buffer.concat([header, content]);
}
