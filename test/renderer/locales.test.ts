import { afterEach, describe, expect, test, vi } from 'vitest';
import { grouped, numberLocale, splitZeros } from '../../src/renderer/format/numbers.ts';

describe('numbers in other locales', () => {
  test.each([
    ['en-US', '.', '10|000|000'],
    ['de-DE', ',', '10|000|000'],
    ['en-IN', '.', '1|00|00|000'],
    ['es-ES', ',', '10|000|000'],
  ])('%s', (name, point, digits) => {
    const locale = numberLocale(name);
    expect(locale.point).toBe(point);
    expect(grouped('10000000', locale).replaceAll('\u2009', '|')).toBe(digits);
    expect([grouped('999', locale), grouped('1000', locale)]).toEqual(['999', '1\u2009000']);
  });

  test('zeros step back after a comma too', () => {
    expect([splitZeros('1,500'), splitZeros('1,000')]).toEqual([
      ['1,5', '00'],
      ['1', ',000'],
    ]);
  });
});

describe('times right of Greenwich', () => {
  afterEach(() => vi.unstubAllEnvs());
  const timesIn = async (zone: string) => {
    vi.stubEnv('TZ', zone);
    vi.resetModules();
    return import('../../src/renderer/format/times.ts');
  };
  const micros = Date.UTC(2026, 10, 23, 18, 30) * 1_000;

  test.each([
    ['Asia/Kolkata', '00:00', '24 Nov', true, /GMT\+5:30|IST/],
    ['Pacific/Kiritimati', '08:30', '24 Nov', false, /GMT\+14/],
    ['America/New_York', '13:30', '23 Nov', false, /GMT-5|EST/],
  ])('%s', async (zone, minutes, date, startsDay, named) => {
    const times = await timesIn(zone);
    expect([times.formatMinutes(micros), times.formatDate(micros), times.isMidnight(micros)]).toEqual([
      minutes,
      date,
      startsDay,
    ]);
    expect(times.formatFullTime(micros)).toMatch(named);
  });
});
