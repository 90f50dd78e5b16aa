/** Rule P1: the effects of time. */
import { expect, test } from 'vitest';
import { createState, hashState, type Command } from '../../src/engine/index.ts';
import { compileInstrument, DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { decimalGrid, type Money } from '../../src/contract/units.ts';
import { Sequencer } from '../../src/workers/exchange/sequencer.ts';
import { TestPit } from '../support/pit.ts';

test('P1 time changes nothing where no rule depends on it', () => {
  const [pit, other] = [new TestPit(), new TestPit()];
  for (const each of [pit, other]) {
    each.place('a', 'buy', 1, 99);
    each.place('b', 'sell', 1, 101, { orderType: 'stop_limit', stopPrice: 98 });
  }
  expect(pit.apply({ type: 'advance_time' })).toEqual([]);
  other.apply({ type: 'revalue' });
  expect(hashState(pit.state)).toBe(hashState(other.state));
});

test('P1 the exchange sends no advance_time when no instrument needs it', () => {
  const state = createState([compileInstrument(DEFAULT_INSTRUMENT, 0, 6)], 0 as Money, decimalGrid(6));
  const recorded: Command['type'][] = [];
  const record = ({ type }: Command) => void recorded.push(type);
  let micros = 0;
  const sequencer = new Sequencer(
    state,
    () => micros,
    { record, publish: () => {}, deliver: () => {} },
    true,
  );
  for (let tenth = 0; tenth < 3; tenth += 1) {
    micros += 100_000;
    sequencer.advance();
    sequencer.submit({ type: 'revalue' });
  }
  expect(recorded).toEqual(['revalue', 'revalue', 'revalue']);
});
