import { describe, expect, test } from 'vitest';
import { parseMessage } from '../../../src/workers/replay/lobster-message.ts';

describe('parseMessage', () => {
  test('reads a new order, its time to the nanosecond', () => {
    expect(parseMessage('34200.00426064,1,16113584,18,5853200,1', 1)).toEqual({
      row: 1,
      timeNanos: 34_200_004_260_640,
      kind: 'place',
      orderId: '16113584',
      size: 18,
      price: 5_853_200,
      side: 'buy',
    });
  });

  test.each([
    ['2', 'reduce'],
    ['3', 'remove'],
    ['4', 'execute'],
  ])('type %s is to %s', (type, kind) => {
    expect(parseMessage(`34200,${type},7,18,5853200,-1`, 0)).toMatchObject({ kind, side: 'sell' });
  });

  test.each(['34200.5,5,0,100,5856150,-1', '34200.5,6,-1,100,5856150,-1', '34200.5,7,0,0,-1,-1'])(
    'ignores %s: no visible order',
    (line) => {
      expect(parseMessage(line, 0)).toMatchObject({ kind: 'ignored', timeNanos: 34_200_500_000_000 });
    },
  );

  test.each([
    ['34200,1,7,18,5853200', "'34200,1,7,18,5853200' has 5 columns; a LOBSTER message has 6"],
    ['time,1,7,18,5853200,1', "time 'time' is no number of seconds after midnight"],
    ['-1,1,7,18,5853200,1', "time '-1' is no number of seconds after midnight"],
    ['34200,8,7,18,5853200,1', "type '8' is none of 1 to 7"],
    ['34200,toString,7,18,5853200,1', "type 'toString' is none of 1 to 7"],
    ['34200,1,x7,18,5853200,1', "order id 'x7' is not a whole number"],
    ['34200,1,7,0,5853200,1', "size '0' is not a whole number above 0"],
    ['34200,1,7,1.5,5853200,1', "size '1.5' is not a whole number above 0"],
    ['34200,1,7,18,-1,1', "price '-1' is not a whole number above 0"],
    ['34200,1,7,18,5853200,0', "direction '0' is neither 1 (buy) nor -1 (sell)"],
  ])('refuses %s', (line, problem) => {
    expect(() => parseMessage(line, 11)).toThrow(`line 12: ${problem}`);
  });
});
