/** Replies as objects are what a client parses from the gateway's text. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPrivate } from '../../src/session/events/audience.ts';
import { ReplyWriter } from '../../src/workers/exchange/reply-writer.ts';
import { replyOf } from '../../src/quick-pit/replies.ts';
import { replyText } from '../support/reply-text.ts';
import { newPit, steps } from '../support/any-commands.ts';

const SEED = 23;
const RUNS = 6;
const TIME = 1_000;

test('a fact is the same reply as an object and as text', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(steps, (all) => {
      const pit = newPit();
      const writer = new ReplyWriter(pit.state);
      for (const step of all) {
        for (const fact of step(pit).filter(isPrivate)) {
          seen.add(fact.type);
          const text = replyText(writer, fact, TIME, 'mine');
          expect(replyOf(pit.state, fact, TIME, 'mine')).toEqual(JSON.parse(text));
        }
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
  for (const type of ['order_accepted', 'order_rejected', 'order_canceled', 'order_amended', 'fill'])
    expect(seen).toContain(type);
  for (const type of ['order_triggered', 'cancel_all_done', 'margin_set']) expect(seen).toContain(type);
});
