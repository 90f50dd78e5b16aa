/** Text files of users, written by the editors and shells of any system. */
import { readFileSync } from 'node:fs';

/** Byte-order marks: PowerShell writes UTF-16, Notepad marks UTF-8. */
const MARKS = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
] as const;

/** Text of a file, without its byte-order mark. @throws Error of the system */
export function readTextFile(path: string): string {
  const bytes = readFileSync(path);
  const [encoding] = MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte)) ?? ['utf-8'];
  return new TextDecoder(encoding).decode(bytes);
}

/**
 * Like `JSON.parse`, but rejects the key `__proto__`, which would set the prototype.
 * @throws Error that names the mistake
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) => {
    if (key === '__proto__') throw new Error("the key '__proto__' is not possible: choose another name");
    return value;
  });
}
