import { beforeEach, describe, expect, test } from 'vitest';
import type { RejectCode, Request } from '../../../src/contract/orders.ts';
import {
  FIRST_WAIT_MS,
  FREE_ATTEMPTS,
  REFUSED_PER_SECOND_MAX,
  Restraint,
  WAIT_MS_MAX,
} from '../../../src/workers/bot/restraint.ts';

const ORDER = {
  type: 'place_order',
  symbol: 'BTC-USD',
  side: 'buy',
  orderType: 'limit',
  quantity: 1,
} as const;

let nowMs: number;
let sent: string[];
let dropped: string[];
let warnings: string[];
let ids: number;
let restraint: Restraint;

beforeEach(() => {
  nowMs = 0;
  sent = [];
  dropped = [];
  warnings = [];
  ids = 0;
  restraint = new Restraint({
    now: () => nowMs,
    send: ({ requestId = '' }: Request) => {
      sent.push(requestId);
      return true;
    },
    onDropped: ({ requestId }, code) => dropped.push(`${requestId} ${code}`),
    onWait: (text) => warnings.push(text),
  });
});

function place(): string {
  const requestId = String((ids += 1));
  restraint.send({ ...ORDER, clientOrderId: requestId, requestId });
  return requestId;
}

function refuse(requestId: string, code: RejectCode = 'INSUFFICIENT_MARGIN'): void {
  restraint.replied({ type: 'order_rejected', requestId, code, reason: 'no' });
  restraint.advance();
}

function accept(requestId: string): void {
  restraint.replied({ type: 'order_accepted', requestId, clientOrderId: requestId } as never);
  restraint.advance();
}

/** Attempts until the bot waits, then how long it waits after each further one. */
function waitAfterRefusal(): number {
  refuse(place());
  const since = nowMs;
  while (restraint.isWaiting) nowMs += FIRST_WAIT_MS / 2;
  return nowMs - since;
}

describe('rejections in a row', () => {
  test('the first ones cost nothing, and each further one doubles the wait up to its maximum', () => {
    const waits = Array.from({ length: 14 }, waitAfterRefusal);
    expect(waits.slice(0, FREE_ATTEMPTS)).toEqual([0, 0]);
    expect(waits.slice(FREE_ATTEMPTS, FREE_ATTEMPTS + 4)).toEqual([100, 200, 400, 800]);
    expect(waits.at(-1)).toBe(WAIT_MS_MAX);
  });

  test('the bot reports once that it waits, and why', () => {
    for (let attempt = 0; attempt < 6; attempt += 1) waitAfterRefusal();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('waiting: INSUFFICIENT_MARGIN');
    expect(restraint.waitingFor).toBe('INSUFFICIENT_MARGIN');
  });

  test('the first accepted order ends the waiting', () => {
    for (let attempt = 0; attempt < 6; attempt += 1) waitAfterRefusal();
    accept(place());
    expect(restraint.waitingFor).toBeUndefined();
    expect(Array.from({ length: 3 }, waitAfterRefusal)).toEqual([0, 0, FIRST_WAIT_MS]);
    expect(warnings).toHaveLength(2);
  });

  test('another reason starts a new row', () => {
    for (const code of ['INSUFFICIENT_MARGIN', 'POST_ONLY_WOULD_CROSS'] as const) {
      for (let attempt = 0; attempt < FREE_ATTEMPTS; attempt += 1) refuse(place(), code);
    }
    expect(restraint.isWaiting).toBe(false);
  });

  test('orders pending at the same time are one attempt', () => {
    const ladder = Array.from({ length: 20 }, place);
    for (const order of ladder) refuse(order);
    expect(restraint.waitingFor).toBeUndefined();
  });

  test('a change of an ended order is not an attempt', () => {
    for (let attempt = 0; attempt < 10; attempt += 1) refuse(place(), 'UNKNOWN_ORDER');
    expect(restraint.isWaiting).toBe(false);
  });

  test('orders are refused while the bot waits, with the code of the exchange; cancels are sent', () => {
    for (let attempt = 0; attempt <= FREE_ATTEMPTS; attempt += 1) refuse(place());
    expect(restraint.refusalOf(ORDER)?.code).toBe('INSUFFICIENT_MARGIN');
    expect(restraint.refusalOf({ type: 'cancel_all' })).toBeUndefined();
    nowMs += FIRST_WAIT_MS;
    expect(restraint.refusalOf(ORDER)).toBeUndefined();
  });
});

describe('at most 50 rejected orders a second', () => {
  test('further orders wait until replies make room, in order with cancels', () => {
    for (let count = 0; count < REFUSED_PER_SECOND_MAX + 2; count += 1) place();
    restraint.send({ type: 'cancel_all', requestId: 'cancel' });
    expect(sent).toHaveLength(REFUSED_PER_SECOND_MAX);
    accept('1');
    accept('2');
    expect(sent.slice(-3)).toEqual(['51', '52', 'cancel']);
  });

  test('one call with 200 orders, all rejected, sends 50 of them', () => {
    for (let count = 0; count < 200; count += 1) place();
    for (let index = 0; index < sent.length; index += 1) refuse(sent[index] ?? '');
    expect(sent).toHaveLength(REFUSED_PER_SECOND_MAX);
    expect(dropped).toHaveLength(150);
    expect(dropped[0]).toBe('51 INSUFFICIENT_MARGIN');
    expect(restraint.isWaiting).toBe(true);
    nowMs += 1_000;
    expect(restraint.isWaiting).toBe(false);
  });

  test('accepted orders between rejected ones do not lift the limit', () => {
    const refusedAt: number[] = [];
    for (; nowMs < 5_000; nowMs += 1) {
      if (restraint.isWaiting) continue;
      refusedAt.push(nowMs);
      refuse(place());
      accept(place());
    }
    const most = Math.max(
      ...refusedAt.map((from) => refusedAt.filter((at) => at >= from && at < from + 1_000).length),
    );
    expect(most).toBe(REFUSED_PER_SECOND_MAX);
    expect(restraint.waitingFor).toBe('INSUFFICIENT_MARGIN');
  });

  test('another connection starts with an empty queue', () => {
    for (let count = 0; count < 60; count += 1) place();
    restraint.restart();
    place();
    expect(sent.at(-1)).toBe('61');
  });
});
