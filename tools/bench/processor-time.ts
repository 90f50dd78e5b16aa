/** The processor time of a piece of work. */

const MICROS_PER_SECOND = 1_000_000;

/** @returns this process's processor time in seconds, which the load of other processes hardly changes */
export function processorSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / MICROS_PER_SECOND;
}
