/** The pit without a screen: the same supervisor, under plain Node. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { once } from 'node:events';
import { Bench } from '../support/workers.ts';
import { isFree } from '../support/ports.ts';

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

function headless(...args: string[]) {
  const ports = ['--orders-port=0', '--events-port=0', '--relay-port=0'];
  return bench.worker('headless', ...ports, `--data-dir=${join(bench.folder, 'session')}`, ...args);
}

test('opens, trades, says where it listens, and closes in order', async () => {
  const pit = headless();
  const ports = await pit.ready();
  const stream = await bench.events(ports['relay'] ?? 0);
  for (let trades = 0; trades < 3; trades += 1) await stream.next(({ type }) => type === 'trade');
  expect(pit.stderr).toContain(`connect the monitor to ws://127.0.0.1:${ports['relay']}`);
  expect(await pit.stop()).toBe(0);
  expect(pit.stderr).toMatch(/relay stopped\n(.*\n)*.*exchange stopped\n.*The pit is closed\.\n$/);
  for (const port of Object.values(ports)) expect(await isFree(port)).toBe(true);
  const rows = readFileSync(join(bench.folder, 'session', 'trades.csv'), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(rows.length).toBeGreaterThan(3);
});

test('a token guards all of it, and stands on no command line', async () => {
  const pit = headless('--host=0.0.0.0', '--config', withConfig({ token: 'open sesame' }));
  const ports = await pit.ready();
  const relay = `ws://127.0.0.1:${ports['relay']}`;
  const [error] = (await once(new WebSocket(relay), 'error')) as [Error];
  expect(error.message).toContain('401');
  const stream = await bench.events(ports['relay'] ?? 0, 'open sesame');
  await stream.next(({ type }) => type === 'trade');
  expect(commandLines().filter((line) => line.includes('sesame'))).toEqual([]);
  expect(await pit.stop()).toBe(0);
});

test('a mistake is one line and exit code 2', async () => {
  const pit = headless('--bots', 'maker,none');
  expect(await pit.exited).toBe(2);
  expect(pit.stderr).toMatch(
    /^error: --bots: '.*none' is neither a built-in strategy \(maker, taker, random, .*\) nor .*\n$/,
  );
});

function withConfig(config: object): string {
  const path = join(bench.folder, 'pit.json');
  writeFileSync(path, JSON.stringify(config));
  return path;
}

/** Of every process on this machine, where the system tells. */
function commandLines(): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return ''; // it has ended
      }
    });
}
