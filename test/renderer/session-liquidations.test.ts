import { expect, test } from 'vitest';
import type { Liquidation } from '../../src/contract/events.ts';
import { KNOWN_MAX, SessionLiquidations, ticksOf } from '../../src/renderer/playback/session-liquidations.ts';

const step = (seq: number, stage: Liquidation['stage'] = 'started'): Liquidation => ({
  type: 'liquidation',
  seq,
  time: seq * 10,
  account: `a${seq}`,
  symbol: 'A',
  side: 'buy',
  quantity: 1,
  bankruptcyPrice: 90,
  stage,
});

const times = (known: SessionLiquidations) => known.all.map(({ time }) => time);

test('liquidations stay known over seeks, each once', () => {
  const known = new SessionLiquidations();
  known.play('e@0');
  known.note('e', [step(5), step(6, 'filled'), step(9)]);
  known.note('e@0', [step(3), step(5)]);
  known.play('e@1');
  known.note('e@1', [step(3)]);
  expect(times(known)).toEqual([30, 50, 90]);
});

test('another session begins without any, and the live market of another session adds none', () => {
  const known = new SessionLiquidations();
  known.play('e@0');
  known.note('e@0', [step(3)]);
  known.play(undefined);
  expect(times(known)).toEqual([30]);
  known.play('other@0');
  known.note('e', [step(3)]);
  expect(times(known)).toEqual([]);
});

test('steps that are added to a list become known, the older ones too', () => {
  const known = new SessionLiquidations();
  known.play('e');
  const steps = [step(5)];
  known.note('e', steps);
  steps.push(step(7));
  known.note('e', steps);
  steps.unshift(step(2));
  known.note('e', steps);
  expect(times(known)).toEqual([20, 50, 70]);
});

test('the number of known ones is bounded', () => {
  const known = new SessionLiquidations();
  known.play('e');
  known.note(
    'e',
    Array.from({ length: KNOWN_MAX + 5 }, (_, index) => step(index + 1)),
  );
  expect([known.all.length, times(known)[0]]).toEqual([KNOWN_MAX, 60]);
});

test('ticks are in the session, and near ones share one', () => {
  const all = [50, 100, 100.3, 150, 200, 250].map((time, seq) => ({ seq, time, account: 'a' }));
  const ticks = ticksOf(all, 100, 200).map(({ share, liquidations }) => [share, liquidations.length]);
  expect(ticks).toEqual([
    [0, 2],
    [0.5, 1],
    [1, 1],
  ]);
  expect(ticksOf(all, 100, 100)).toEqual([]);
});
