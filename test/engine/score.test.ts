/** Rule P5: what leaderboards rank. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { Replica } from '../../src/contract/replica.ts';
import { netPnl, scoreOf } from '../../src/contract/score.ts';
import { EventStream } from '../../src/session/events/event-stream.ts';
import { Wire } from '../../src/session/events/wire.ts';
import { TestPit } from '../support/pit.ts';

const LIMITED = { ...DEFAULT_INSTRUMENT, priceLimits: { band: 0.2 } };

/** The market as a leaderboard sees it now. */
function replicaOf(pit: TestPit): Replica {
  const identity = { epoch: 'e', checkpointMs: 1_000, instruments: [LIMITED] };
  const stream = new EventStream(pit.state, new Wire(pit.state), identity, 0);
  const replica = new Replica();
  replica.apply(stream.checkpoint(pit.state.time, []));
  return replica;
}

test('P5 buying 0.103 in a book of 0.1 a side at the end wins nothing', () => {
  const pit = new TestPit([LIMITED], 100_000);
  pit.open('maker', 1_000_000);
  pit.place('maker', 'sell', 10, 50_000);
  pit.place('pusher', 'buy', 10, 50_000);
  pit.skip(300);
  pit.place('maker', 'buy', 0.1, 49_990);
  pit.place('maker', 'sell', 0.1, 50_010);
  pit.place('friend', 'sell', 0.003, 55_000);
  pit.place('pusher', 'buy', 0.103, null);
  pit.wait(1);
  const { positions, markets } = replicaOf(pit);
  const held = positions.get('pusher') ?? new Map();
  expect(pit.mark()).toBe(55_000);
  expect(netPnl(held)).toBeGreaterThan(49_000);
  // The mark of one second among three hundred: 5,000 × 10.103 / 300 less what the trades cost.
  expect(scoreOf(held, markets)).toBeLessThan(0);
});

describe('P5 taking the other side of a move wins nothing', () => {
  test.each([
    { side: 'buy', other: 'sell', price: 45_000 },
    { side: 'sell', other: 'buy', price: 55_000 },
  ] as const)('$side at $price', ({ side, other, price }) => {
    const pit = new TestPit([LIMITED], 100_000);
    pit.open('maker', 1_000_000);
    pit.place('maker', other, 10, price);
    pit.place('fader', side, 1, price);
    const { positions, markets } = replicaOf(pit);
    const held = positions.get('fader') ?? new Map();
    expect([pit.mark(), markets.get('BTC-USD')?.reference]).toEqual([price, 50_000]);
    expect(netPnl(held)).toBeLessThan(0);
    expect(scoreOf(held, markets)).toBe(netPnl(held));
  });
});
