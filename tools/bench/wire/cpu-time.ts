/** Processor time, which busy neighbours hardly change. */
import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second on every machine. */
const TICK_MS = 10;
/** Of /proc/PID/stat, counted from behind the name: time in the program, and in the kernel on its behalf. */
const [USER, SYSTEM] = [11, 12] as const;

/** @returns milliseconds since the process began; NaN where there is no /proc */
export function cpuMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[USER]) + Number(fields[SYSTEM])) * TICK_MS;
  } catch {
    return Number.NaN;
  }
}
