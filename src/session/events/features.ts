/** Contents of a session's events that not every session has. */
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

/** @param rulesVersion version of the rules with which the session began; a header without one means 1 */
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
