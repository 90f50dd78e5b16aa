/** What the events of a session have beyond those of every session. */
import type { Feature } from '../../contract/event-table.ts';
import type { Instrument } from '../../contract/instrument.ts';
import type { EngineState } from '../../engine/index.ts';

export type Features = ReadonlySet<Feature>;

export function featuresOf({ markets }: EngineState): Features {
  return features(markets.some(({ funding }) => funding !== null));
}

export function featuresOfSession(instruments: readonly Instrument[]): Features {
  return features(instruments.some(({ fundingIntervalMs }) => fundingIntervalMs !== undefined));
}

function features(hasFunding: boolean): Features {
  return new Set<Feature>(hasFunding ? ['funding'] : []);
}
