/** Command lines, which everyone on a machine can read. */
import { readdirSync, readFileSync } from 'node:fs';

/** Of every process on this machine, where the system lists them. */
export function commandLines(): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return ''; // it has ended
      }
    });
}
