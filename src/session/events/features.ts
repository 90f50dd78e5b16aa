/** What the events of a session have beyond those of every session. */
import type { Feature } from '../../contract/event-table.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { rulesOf, type EngineState } from '../../engine/index.ts';

export type Features = ReadonlySet<Feature>;

export function featuresOf({ markets, rules }: EngineState): Features {
  return features(
    markets.some(({ funding }) => funding !== null),
    rules.publishesFees,
  );
}

/** @param rulesVersion with which it began; absent in a header: 1 */
export function featuresOfSession(instruments: readonly Instrument[], rulesVersion = 1): Features {
  return features(
    instruments.some(({ fundingIntervalMs }) => fundingIntervalMs !== undefined),
    rulesOf(rulesVersion).publishesFees,
  );
}

function features(hasFunding: boolean, hasFees: boolean): Features {
  const found: Feature[] = [];
  if (hasFunding) found.push('funding');
  if (hasFees) found.push('fees');
  return new Set(found);
}
