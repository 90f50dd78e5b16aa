/**
 * State of a relay's upstream, which the relay reports over HTTP, because a page cannot read it from a silent stream.
 */
import { z } from 'zod';
import { HISTORY_ROOT } from './history.ts';

export const UPSTREAM_PATH = `${HISTORY_ROOT}upstream`;

/**
 * `lost`: the upstream does not answer, or refuses the relay. The codes are those of an exchange that recovers or
 * stops.
 */
export const UPSTREAM_STATES = ['open', 'RECOVERING', 'SHUTTING_DOWN', 'lost'] as const;
export type UpstreamState = (typeof UPSTREAM_STATES)[number];

export const upstreamSchema = z.object({ state: z.enum(UPSTREAM_STATES) });
