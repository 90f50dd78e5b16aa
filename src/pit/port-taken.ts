/**
 * Replaces the advice of a worker that finds its port taken. The worker advises its own option, but the user typed
 * another command, or none at all, so the program that opens the pit gives the advice.
 */
import type { TakenPort } from '../runtime/failure.ts';
import type { PitPorts } from './worker-args.ts';

/** @param flag option in the form that the pit takes, for example `--orders-port` */
export type PortAdvice = (flag: `--${keyof PitPorts}-port`) => string;

/** Option of the pit for each option of a worker. */
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
