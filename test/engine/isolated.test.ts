/** Rule R3: the balance behind a position, and the balances that it cannot touch. */
import { describe, expect, test } from 'vitest';
import { only, refusal, TestPit } from '../support/pit.ts';

/** `me` has 1,000; X and Y trade at 100 with plenty on both sides a tick away. */
function newPit(): TestPit {
  const pit = new TestPit([{}, { symbol: 'Y' }], 1_000);
  for (const symbol of ['X', 'Y']) {
    pit.open(`maker-${symbol}`, 1e9);
    pit.place(`maker-${symbol}`, 'sell', 1_000, 100, { symbol });
  }
  pit.open('me');
  pit.open('other', 1e9);
  return pit;
}

/** Move the last trade, and with it the mark, here: nothing else rests in between. */
function markTo(pit: TestPit, price: number, symbol: string) {
  pit.apply({
    type: 'cancel_all',
    account: pit.account(`maker-${symbol}`).index,
    instrument: null,
    cause: 'user',
  });
  pit.place('other', 'buy', 1, price, { symbol });
  return pit.place(`maker-${symbol}`, 'sell', 1, price, { symbol });
}

describe('R3 isolated margin', () => {
  test('backs its position with the assigned balance only', () => {
    const pit = newPit();
    pit.setMargin('me', 10, 'X');
    expect(refusal(pit.place('me', 'buy', 11, 100))).toBe('INSUFFICIENT_MARGIN');
    pit.place('me', 'buy', 10, 100);
    const view = { marginMode: 'isolated', isolatedMargin: 10, balance: 1_000, bankruptcyPrice: 99 };
    expect(pit.position('me', 'X')).toMatchObject(view);
    // The other 990 are free for the rest of the account.
    expect(refusal(pit.place('me', 'buy', 991, 100, { symbol: 'Y' }))).toBe('INSUFFICIENT_MARGIN');
    expect(refusal(pit.place('me', 'buy', 990, 100, { symbol: 'Y' }))).toBeUndefined();
  });

  test('a loss ends at the assigned balance: the cross balance and its orders stay', () => {
    const pit = newPit();
    pit.setMargin('me', 20, 'X');
    pit.place('me', 'buy', 10, 100);
    pit.place('me', 'buy', 1, 50, { id: 'in-x' });
    pit.place('me', 'buy', 1, 50, { id: 'in-y', symbol: 'Y' });
    const events = markTo(pit, 60, 'X');
    expect(only(events, 'order_canceled').map(({ clientOrderId }) => clientOrderId)).toEqual(['in-x']);
    expect(only(events, 'liquidation').map(({ stage }) => stage)).toContain('taken_over');
    expect(pit.position('me', 'X')).toMatchObject({ quantity: 0, isolatedMargin: 0, balance: 980 });
    expect(pit.account('me').orders.has('in-y')).toBe(true);
  });

  test('losses of other positions do not touch it', () => {
    const pit = newPit();
    pit.setMargin('me', 10, 'X');
    pit.place('me', 'buy', 5, 100);
    pit.place('me', 'buy', 900, 100, { symbol: 'Y' });
    markTo(pit, 90, 'Y');
    expect(pit.position('me', 'Y')).toMatchObject({ quantity: 0, balance: 100 });
    expect(pit.position('me', 'X')).toMatchObject({ quantity: 5, isolatedMargin: 10, bankruptcyPrice: 98 });
  });

  test('profit and fees stay with it until the mode is cross again', () => {
    const pit = newPit();
    pit.setMargin('me', 10, 'X');
    pit.place('me', 'buy', 2, 100);
    markTo(pit, 104, 'X');
    pit.place('other', 'buy', 2, 104);
    pit.place('me', 'sell', 2, 104);
    expect(pit.position('me', 'X')).toMatchObject({ quantity: 0, isolatedMargin: 18, balance: 1_008 });
    const events = pit.setMargin('me', null, 'X');
    expect(only(events, 'margin_set')).toMatchObject([{ mode: 'cross', margin: null }]);
    expect(pit.position('me', 'X')).toMatchObject({ marginMode: 'cross', isolatedMargin: null });
    expect(pit.account('me').cross.balance).toBe(1_008e6);
  });

  test('the mode may change only while there is neither a position nor an order', () => {
    const pit = newPit();
    pit.place('me', 'buy', 1, 50, { id: 'rests' });
    expect(pit.setMargin('me', 10, 'X')).toMatchObject([
      {
        type: 'order_rejected',
        clientOrderId: null,
        code: 'MARGIN_MODE_LOCKED',
        reason: 'margin in X stays cross while there is a position (0) or a live order (1) in it.',
      },
    ]);
    pit.cancel('me', 'rests');
    expect(refusal(pit.setMargin('me', 10, 'X'))).toBeUndefined();
    pit.place('me', 'buy', 1, 100);
    expect(refusal(pit.setMargin('me', null, 'X'))).toBe('MARGIN_MODE_LOCKED');
    // In Y there is neither.
    expect(refusal(pit.setMargin('me', 10, 'Y'))).toBeUndefined();
  });

  test('the isolated balance can be raised from the cross balance and lowered to the required margin', () => {
    const pit = newPit();
    pit.setMargin('me', 10, 'X');
    pit.place('me', 'buy', 10, 100);
    pit.setMargin('me', 30, 'X');
    expect(pit.position('me', 'X')).toMatchObject({ isolatedMargin: 30, bankruptcyPrice: 97 });
    const tooLow = pit.setMargin('me', 9, 'X');
    expect(tooLow).toMatchObject([
      {
        code: 'INSUFFICIENT_MARGIN',
        reason: 'would move 21 out of isolated margin, of which 20 is free.',
      },
    ]);
    expect(refusal(pit.setMargin('me', 10, 'X'))).toBeUndefined();
    pit.place('me', 'buy', 900, 100, { symbol: 'Y' });
    expect(pit.setMargin('me', 101, 'X')).toMatchObject([
      { code: 'INSUFFICIENT_MARGIN', reason: 'would move 91 out of cross margin, of which 90 is free.' },
    ]);
    expect(refusal(pit.setMargin('me', 100, 'X'))).toBeUndefined();
  });

  test('rules version 1: a debt that the empty fund cannot pay stays with it until its owner brings it back', () => {
    const pit = new TestPit([{}, { symbol: 'Y' }], 1_000, 6, 0, false, 1);
    pit.open('maker', 1e9);
    pit.open('other', 1e9);
    pit.place('maker', 'sell', 10, 100);
    pit.setMargin('me', 10, 'X');
    pit.place('me', 'buy', 10, 100);
    pit.place('other', 'buy', 10, 50);
    pit.place('me', 'sell', 10, null, { reduceOnly: true });
    expect(pit.position('me', 'X')).toMatchObject({ quantity: 0, isolatedMargin: -490 });
    expect(pit.account('me').cross.balance).toBe(990e6);
    // Cross margin pays only its free part, and only on request.
    pit.place('me', 'buy', 501, 100, { id: 'needs 501', symbol: 'Y' });
    expect(pit.setMargin('me', null, 'X')).toMatchObject([
      { code: 'INSUFFICIENT_MARGIN', reason: 'would move 490 out of cross margin, of which 489 is free.' },
    ]);
    pit.cancel('me', 'needs 501');
    expect(refusal(pit.setMargin('me', null, 'X'))).toBeUndefined();
    expect(pit.account('me').cross.balance).toBe(500e6);
  });

  test('the lowest possible margin leads to liquidation at the next tick against it', () => {
    const pit = newPit();
    pit.setMargin('me', 10, 'X');
    pit.place('me', 'buy', 10, 100);
    expect(pit.position('me', 'X').liquidationPrice).toBe(99);
    expect(only(markTo(pit, 99, 'X'), 'liquidation').map(({ stage }) => stage)).toContain('taken_over');
  });
});
