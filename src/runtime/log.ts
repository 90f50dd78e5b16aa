/** A worker's log: lines on standard error, in the format of contract/log-line.ts. */
import { formatLogLine, LOG_LEVELS, type LogLevel } from '../contract/log-line.ts';

export { LOG_LEVELS, type LogLevel };
export type Logger = Readonly<Record<LogLevel, (text: string) => void>>;

/** @param write writes one whole line; standard error, except in tests */
export function createLogger(
  lowest: LogLevel,
  write: (line: string) => void = (line) => void process.stderr.write(line),
): Logger {
  const at = (level: LogLevel) => (text: string) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(lowest)) return;
    write(`${formatLogLine(new Date().toISOString(), level, text)}\n`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
