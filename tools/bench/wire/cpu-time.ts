/** Processor time of a process, which the load of other processes hardly changes. */
import { readFileSync } from 'node:fs';

/** Unit of /proc/PID/stat. Linux counts in hundredths of a second on every machine. */
const TICK_MS = 10;
/** Fields of /proc/PID/stat, counted from after the name: time in the program, and in the kernel on its behalf. */
const [USER, SYSTEM] = [11, 12] as const;

/** @returns milliseconds since the start of the process; NaN where there is no /proc */
export function cpuMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[USER]) + Number(fields[SYSTEM])) * TICK_MS;
  } catch {
    return Number.NaN;
  }
}
