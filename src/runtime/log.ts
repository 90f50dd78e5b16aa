/** A worker's log: lines on standard error, `2026-11-22T09:30:00.000Z warn text`. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type Logger = Readonly<Record<LogLevel, (text: string) => void>>;

/** @param write takes one whole line; standard error unless a test wants to read it. */
export function createLogger(
  lowest: LogLevel,
  write: (line: string) => void = (line) => void process.stderr.write(line),
): Logger {
  const at = (level: LogLevel) => (text: string) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(lowest)) return;
    write(`${new Date().toISOString()} ${level} ${text}\n`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
