/** `process.hrtime` of a clock in milliseconds. */

const NANOS_PER_MS = 1_000_000;
const NANOS_PER_SECOND = 1_000_000_000;

type Time = [seconds: number, nanos: number];

export function virtualHrtime(nowMs: () => number) {
  const nowNanos = () => Math.round(nowMs() * NANOS_PER_MS);
  const hrtime = ([seconds, nanos]: Readonly<Time> = [0, 0]): Time => {
    const elapsed = nowNanos() - seconds * NANOS_PER_SECOND - nanos;
    return [Math.floor(elapsed / NANOS_PER_SECOND), elapsed % NANOS_PER_SECOND];
  };
  return Object.assign(hrtime, { bigint: () => BigInt(nowNanos()) });
}
