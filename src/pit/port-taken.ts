/**
 * A worker that finds its port taken advises its own option. The user typed another command, or none at all, so the
 * program that opens the pit gives its own advice instead.
 */
import type { TakenPort } from '../runtime/failure.ts';
import type { PitPorts } from './worker-args.ts';

/** @param flag as the pit itself takes it: `--orders-port`. */
export type PortAdvice = (flag: `--${keyof PitPorts}-port`) => string;

/** From a worker's option to the pit's. */
const PIT_FLAGS: Readonly<Record<string, `--${keyof PitPorts}-port`>> = {
  '--orders-port': '--orders-port',
  '--events-port': '--events-port',
  '--port': '--relay-port',
};

export function portTaken({ host, port, option }: TakenPort, advice: PortAdvice): string {
  const flag = PIT_FLAGS[option];
  const taken = `port ${port} on ${host} is taken`;
  return flag === undefined ? `${taken}.` : `${taken}; ${advice(flag)}.`;
}
