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

  test('zeros are dimmed after a comma, too', () => {
    expect([splitZeros('1,500'), splitZeros('1,000')]).toEqual([
      ['1,5', '00'],
      ['1', ',000'],
    ]);
  });
});

describe('times in other zones', () => {
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
    expect([
      times.formatMinutes(micros),
      times.formatDate(micros),
      times.startsDay(micros, 1_000_000),
    ]).toEqual([minutes, date, startsDay]);
    expect(times.formatFullTime(micros)).toMatch(named);
  });

  // Clocks go back in New York on 1 November and in Lord Howe on 5 April 2026, there by half an hour.
  test.each([
    ['Asia/Kolkata', 3_600, 10],
    ['America/New_York', 3_600, 10],
    ['America/New_York', 300, 10],
    ['Australia/Lord_Howe', 3_600, 3],
    ['Australia/Lord_Howe', 300, 3],
  ])('%s, bars of %d s: each day once', async (zone, seconds, month) => {
    const times = await timesIn(zone);
    const dates: string[] = [];
    const from = Date.UTC(2026, month, 1) / 1_000;
    for (let at = from - 86_400; at < from + 8 * 86_400; at += seconds) {
      const start = at * 1_000_000;
      if (times.startsDay(start, seconds * 1_000_000)) dates.push(times.formatDate(start));
    }
    expect(new Set(dates).size).toBe(dates.length);
    expect(dates.length).toBe(9);
  });
});
