/**
 * A worker that finds its port taken advises its own flag. The user has typed another command, or none at all, so
 * whoever opens the pit says what to do instead.
 */
import type { PitPorts } from './worker-args.ts';

/** @param flag as the pit itself takes it: `--orders-port`. */
export type PortAdvice = (flag: `--${keyof PitPorts}-port`) => string;

/** The relay's own flag has no name before its `port`. */
const PORT_TAKEN = /(port \d+ on \S+ is taken); .*--(?:(orders|events|relay)-)?port\b.*$/;

export function withPortAdvice(reason: string, advice: PortAdvice): string {
  return reason.replace(
    PORT_TAKEN,
    (_, taken: string, name: keyof PitPorts = 'relay') => `${taken}; ${advice(`--${name}-port`)}.`,
  );
}
