/** The example in Python against a real pit. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench } from '../support/workers.ts';

const TLS = fileURLToPath(new URL('../support/tls/', import.meta.url));
const CLIENT = fileURLToPath(new URL('../../examples/client.py', import.meta.url));
/** `npm test` finds Python, or installs it where it may. */
const python = process.env['BOTPIT_PYTHON'];
if (python === undefined) console.log('The test of the Python example is skipped: BOTPIT_PYTHON is not set.');

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

describe.skipIf(python === undefined)('examples/client.py', () => {
  const run = (...args: string[]) => promisify(execFile)(python ?? '', [CLIENT, ...args]);
  const runWith = (environment: Readonly<Record<string, string>>, ...args: string[]) =>
    promisify(execFile)(python ?? '', [CLIENT, ...args], { env: { ...process.env, ...environment } });

  test('follows the book and buys from it, level by level', async () => {
    const { orders, events } = await bench.open();
    const { relay = 0 } = await bench.relay(events).ready();
    const maker = await bench.trader(orders, 'maker');
    await maker.place('bid', 'buy', 1, 49_990);
    for (let n = 0; n < 3; n += 1) await maker.place(`ask${n}`, 'sell', 0.001, 50_000 + n);
    await maker.place('last', 'sell', 1, 50_010);
    const ports = ['--orders', `ws://127.0.0.1:${orders}`, '--relay', `ws://127.0.0.1:${relay}`];
    const { stdout } = await run(...ports, '--account', 'py', '--buys', '1');
    expect(JSON.parse(stdout)).toMatchObject({ account: 'py', bought: 0.001 });
    expect(await maker.replies.next(({ type }) => type === 'fill')).toMatchObject({
      clientOrderId: 'ask0',
      price: 50_000,
    });
  });

  test('says which package is missing and how to install it', async () => {
    // -S: without the folders in which packages are installed.
    const started = promisify(execFile)(python ?? '', ['-S', CLIENT, '--help']);
    await expect(started).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The package .* pip install websockets .*\n$/),
    });
  });

  test('prints the reason of a rejection', async () => {
    const { orders, events } = await bench.open('--token', 'secretsecret');
    const ports = ['--orders', `ws://127.0.0.1:${orders}`, '--relay', `ws://127.0.0.1:${events}`];
    await expect(run(...ports)).rejects.toThrow('BAD_TOKEN');
  });

  test('shows its tokens over TLS', async () => {
    const config = join(bench.folder, 'pit.json');
    writeFileSync(
      config,
      JSON.stringify({ token: 'open sesame', tlsCert: `${TLS}cert.pem`, tlsKey: `${TLS}key.pem` }),
    );
    const ports = ['--orders-port=0', '--events-port=0', '--relay-port=0'];
    const session = `--data-dir=${join(bench.folder, 'session')}`;
    const { orders, relay } = await bench.worker('headless', ...ports, session, '--config', config).ready();
    const tokens = { BOTPIT_TOKEN: 'open sesame', BOTPIT_STREAM_TOKEN: 'open sesame' };
    const { stdout } = await runWith(
      tokens,
      `--orders=wss://127.0.0.1:${orders}`,
      `--relay=wss://127.0.0.1:${relay}`,
      `--server-cert=${TLS}cert.pem`,
    );
    expect(JSON.parse(stdout)).toMatchObject({ account: 'py' });
  });
});
