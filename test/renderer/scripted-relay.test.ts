import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { parseFrame } from '../../src/contract/events.ts';
import { Replica } from '../../src/contract/replica.ts';
import { ScriptedMarket } from '../support/scripted-market.ts';
import { startScriptedRelay, type ScriptedRelay } from '../support/scripted-relay.ts';

let relay: ScriptedRelay | undefined;
afterEach(() => relay?.close());

test('the scripted market is valid: no hole, never crossed, positions add up to zero', () => {
  const market = new ScriptedMarket({ seed: 3, liquidateAtStep: 50 });
  const replica = new Replica();
  replica.apply(parseFrame(JSON.stringify(market.checkpoint())));
  for (let step = 1; step <= 400; step += 1) {
    const frame = step % 10 === 0 ? market.checkpoint() : market.step();
    replica.apply(parseFrame(JSON.stringify(frame)));
    const view = replica.markets.get('BTC-USD');
    expect(replica.inSync).toBe(true);
    expect(view?.bids.length).toBeGreaterThanOrEqual(12);
    expect(view?.asks[0]?.[0]).toBeGreaterThan(view?.bids[0]?.[0] ?? 0);
  }
  const net = [...replica.positions.values()].reduce(
    (sum, held) => sum + (held.get('BTC-USD')?.quantity ?? 0),
    0,
  );
  expect(net).toBeCloseTo(0, 9);
  expect(replica.trades.length).toBeGreaterThan(100);
  expect(replica.liquidations.map(({ stage }) => stage)).toContain('completed');
});

test('the same seed gives the same market', () => {
  const play = (seed: number) => {
    const market = new ScriptedMarket({ seed });
    return JSON.stringify([market.checkpoint(), market.step(), market.step(), market.step()]);
  };
  expect(play(5)).toBe(play(5));
  expect(play(5)).not.toBe(play(6));
});

test('the relay sends a checkpoint to each new client', async () => {
  relay = await startScriptedRelay({ accounts: ['only-one'] });
  relay.pause();
  const client = new WebSocket(relay.url);
  const [data] = (await once(client, 'message')) as [Buffer];
  const types = parseFrame(data.toString()).map(({ type }) => type);
  expect(types).toEqual(['exchange_status', 'book_update', 'mark_price', 'position_update']);
  client.terminate();
});
