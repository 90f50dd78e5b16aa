/** The stamps of a real exchange whose system clock moves. Needs Linux and a C compiler, which moves the clock. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MarketEvent } from '../../src/contract/events.ts';
import { Bench, type Arrivals } from '../support/workers.ts';

const SOURCE = fileURLToPath(new URL('../support/moved-clock.c', import.meta.url));
const HOUR = 3_600;
const MICROS = 1e6;

let bench: Bench;
beforeEach(() => (bench = new Bench()));
afterEach(() => bench.end());

const canMove = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0;

/** Seconds by which the next checkpoint's stamp is ahead of the test's own clock. */
async function aheadBy(events: Arrivals<MarketEvent>): Promise<number> {
  const { time } = await events.next(({ type }) => type === 'exchange_status');
  return time / MICROS - Date.now() / 1_000;
}

test.runIf(canMove)(
  'stamps follow a clock that jumps ahead, never go back, and the drift is reported',
  async () => {
    const library = join(bench.folder, 'moved-clock.so');
    const made = spawnSync('cc', ['-shared', '-fPIC', '-o', library, SOURCE, '-ldl'], { encoding: 'utf8' });
    expect(made.stderr).toBe('');
    const file = join(bench.folder, 'offset');
    const move = (hours: number) => writeFileSync(file, String(hours * HOUR));
    move(0);
    const options = ['--orders-port=0', '--events-port=0', '--checkpoint-ms=50', '--durability=memory'];
    const environment = { LD_PRELOAD: library, CLOCK_OFFSET_FILE: file };
    const exchange = bench.withEnvironment(environment, 'exchange', ...options);
    const { events: port = 0 } = await exchange.ready();
    const events = await bench.events(port);
    expect(Math.abs(await aheadBy(events))).toBeLessThan(60);

    move(8);
    await expect.poll(() => aheadBy(events)).toBeGreaterThan(7.9 * HOUR);
    await expect.poll(() => exchange.stderr).toContain('the system clock moved forward by 288');

    move(5);
    await expect.poll(() => exchange.stderr).toContain('the system clock moved back by 10800');
    const stamps = events.all.map(({ time }) => time);
    expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
    const later = () => new Set(events.all.slice(stamps.length).map(({ time }) => time));
    await expect.poll(() => later().size).toBeGreaterThan(3);

    exchange.process.send({ type: 'measure' });
    const metrics = await exchange.announcements.next(({ event }) => event === 'metrics');
    expect(metrics['gauges']).toMatchObject({ clock_drift_seconds: expect.closeTo(3 * HOUR, -2) });
  },
);
