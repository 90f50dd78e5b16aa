import { describe, expect, test } from 'vitest';
import type { MarketEvent } from '../../src/contract/events.ts';
import { BooksWatch } from '../../src/renderer/feed/books-balance.ts';
import { formatBytes } from '../../src/renderer/format/bytes.ts';
import { booksText } from '../../src/renderer/status-bar/books-badge.tsx';
import { latencyText } from '../../src/renderer/status-bar/latency-figure.tsx';

const checkpoint = (deposits: number): MarketEvent => ({
  type: 'exchange_status',
  seq: 1,
  time: 1,
  epoch: 'e',
  protocol: 1,
  state: 'running',
  instruments: [],
  insuranceFund: 100,
  feesCollected: 0.25,
  checkpointMs: 1_000,
  deposits,
});

describe('the badge of the books', () => {
  test('is neutral before a checkpoint, and shows the sum after it', () => {
    const watch = new BooksWatch();
    expect(booksText(watch.view)).toMatchObject({ state: 'unknown' });
    watch.apply([checkpoint(100.25)]);
    expect(booksText(watch.view)).toMatchObject({ state: 'balanced', text: 'the books balance' });
    expect(booksText(watch.view).about).toContain('= 100.250000\ndeposits 100.250000');
  });

  test('a wrong sum is shown with its difference, and stays on record', () => {
    const watch = new BooksWatch();
    watch.apply([checkpoint(100.250_001)]);
    expect(booksText(watch.view)).toMatchObject({ state: 'failed', text: 'the books are off by −0.000001' });
    watch.apply([checkpoint(100.25)]);
    expect(booksText(watch.view)).toMatchObject({ state: 'balanced', text: 'the books balance again' });
    expect(booksText(watch.view).about).toContain('2 checkpoints checked, 1 did not balance');
  });
});

test('latency states the limits of its figure', () => {
  expect(latencyText(undefined, false)).toMatchObject({ text: '–', label: 'latency' });
  expect(latencyText(0.4, false).text).toBe('<1 ms');
  expect(latencyText(12, true).about).toContain('difference of the two clocks');
  expect(latencyText(-400, true)).toMatchObject({ text: 'clocks differ' });
  expect(latencyText(-400, true).label).toBeUndefined();
  expect(latencyText(90_000, true).about).toContain('this clock is ahead of the exchange’s');
});

test('bytes have one unit that fits', () => {
  expect([0, 812, 1_234, 34_000_000].map(formatBytes)).toEqual(['0 B', '812 B', '1.2 kB', '34 MB']);
});
