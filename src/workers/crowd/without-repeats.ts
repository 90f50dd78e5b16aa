/** A log that writes equal lines once a second, because the sessions of a crowd lose the gateway together. */
import type { Logger } from '../../runtime/log.ts';

const WINDOW_MS = 1_000;

/** @param now milliseconds of a clock that never goes back */
export function withoutRepeats(log: Logger, now: () => number): Logger {
  let since = -Infinity;
  const written = new Set<string>();
  const once = (write: (text: string) => void) => (text: string) => {
    if (now() - since >= WINDOW_MS) {
      written.clear();
      since = now();
    }
    if (written.has(text)) return;
    written.add(text);
    write(text);
  };
  return { debug: once(log.debug), info: once(log.info), warn: once(log.warn), error: once(log.error) };
}
