const MICROS_PER_SECOND = 1_000_000;

/** @returns seconds of this process's processor time, which busy neighbours hardly change */
export function processorSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / MICROS_PER_SECOND;
}
