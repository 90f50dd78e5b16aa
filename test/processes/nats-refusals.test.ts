/** Relays over NATS: refusals, waits and secrets. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { commandLines } from '../support/command-lines.ts';
import { bench, connectedRelay, nats, natsServer, upstream, useNatsBench } from '../support/nats.ts';
import { freePort } from '../support/ports.ts';
import type { Worker } from '../support/workers.ts';

const pem = (name: string) => fileURLToPath(new URL(`../support/tls/${name}.pem`, import.meta.url));

/** Server settings that its command line does not offer. */
const config = () => join(bench.folder, 'nats.conf');

useNatsBench();

const publisherOf = (port: number) =>
  connectedRelay('--upstream', `ws://127.0.0.1:${port}`, '--publish', nats.url());
const subscriber = (url = nats.url()) => connectedRelay('--upstream', url);

describe.skipIf(natsServer === undefined)('a relay over NATS', () => {
  describe('refuses', () => {
    const ends = async (worker: Worker, words: string | RegExp) => {
      expect(await worker.exited).toBe(2);
      expect(worker.stderr).toMatch(words);
    };
    const start = (...args: string[]) => bench.worker('relay', '--port', '0', ...args);

    test('to publish to the stream that it reads, under any name of the server', async () => {
      await ends(
        start('--upstream', nats.url(), '--publish', nats.url()),
        /^error: --publish nats:\/\/127.* is the stream that --upstream reads; publish to another one\.$/m,
      );
      const alias = nats.url().replace('127.0.0.1', 'localhost');
      // The start order does not matter: the publisher creates a missing stream.
      await ends(start('--upstream', alias, '--publish', nats.url()), 'this is a ring of 1 relay: ');
    });

    test('a ring that is closed by a stream', async () => {
      const closing = await freePort();
      const opening = start('--upstream', `ws://127.0.0.1:${closing}`, '--publish', nats.url());
      const other = start('--upstream', nats.url(), '--port', String(closing));
      const first = await Promise.race([opening, other].map((worker) => worker.exited.then(() => worker)));
      await ends(first, /this is a ring of [12] relays?: .*; point --upstream at the exchange/);
    });

    test('to share a stream with another publisher: the one that is refused a place ends', async () => {
      const pits = await Promise.all([upstream(), upstream()]);
      const relays = [await publisherOf(pits[0].port), await publisherOf(pits[1].port)];
      const sources = await Promise.all(pits.map(({ connected }) => connected));
      // A relay whose first message is refused while its second one is stored notices the other with the next frame of
      // either. A pit publishes at least each second.
      const publishing = setInterval(() => sources.forEach(([source]) => source.send('one more')), 100);
      onTestFinished(() => clearInterval(publishing));
      const ended = await Promise.race(
        relays.map(async ({ worker }) => {
          await worker.exited;
          return worker;
        }),
      );
      await ends(ended, 'another relay or program publishes to this stream now');
      const survivor = relays.find(({ worker }) => worker !== ended)?.worker;
      expect(await survivor?.stop()).toBe(0);
      for (const { close } of pits) close();
    });

    test('a stream that serves another purpose', async () => {
      await nats.manage(({ streams }) => streams.add({ name: 'orders', subjects: ['orders.>'] }));
      const words = 'the stream orders serves another purpose: it keeps orders.> by the policy limits';
      await ends(start('--publish', nats.url('orders')), words);
      await ends(start('--upstream', nats.url('orders')), words);
    });

    test('a server that accepts only short messages', async () => {
      await nats.stop();
      await writeFile(config(), 'max_payload: 65536\njetstream: enabled\n');
      await nats.start('--config', config());
      await ends(
        start('--publish', nats.url()),
        'its max_payload is 65536 bytes; a relay needs 526336 or more',
      );
    });

    test.each([
      ['nats://', 'nats://HOST:PORT/STREAM'],
      ['nats://127.0.0.1/a.b', 'with a stream of A-Z a-z 0-9 _ -'],
      ['ws://127.0.0.1:9010', 'nats://HOST:PORT/STREAM'],
    ])('--publish %s', async (address, words) => {
      await ends(start('--publish', address), words);
    });
  });

  describe('waits, and logs the reason,', () => {
    const waits = async (words: string, env: Record<string, string>, ...args: string[]) => {
      const worker = bench.withEnvironment(env, 'relay', '--port', '0', ...args);
      await expect.poll(() => worker.stderr).toContain(words);
      await expect.poll(() => worker.stderr).toMatch(/next try in 200 ms/);
      return worker;
    };

    test('for a server', async () => {
      await nats.stop();
      const worker = await waits('connection refused', {}, '--upstream', nats.url());
      expect(await worker.stop()).toBe(0);
    });

    test('for the stream to be created', async () => {
      const worker = await waits(
        'there is no such stream: a relay with --publish',
        {},
        '--upstream',
        nats.url(),
      );
      await publisherOf(1);
      await expect.poll(() => worker.stderr).toContain('connected to nats:');
    });

    test('for JetStream', async () => {
      await nats.stop();
      await nats.start();
      await waits(
        'JetStream is not enabled: start nats-server with --jetstream',
        {},
        '--upstream',
        nats.url(),
      );
      await waits('JetStream is not enabled', {}, '--publish', nats.url());
    });

    test('for permissions', async () => {
      await nats.stop();
      await writeFile(
        config(),
        `jetstream: enabled
         authorization { users: [
           { user: pit, password: secret, permissions: { publish: { deny: ["botpit.events", "$JS.API.CONSUMER.>"] } } }
         ] }`,
      );
      await nats.start('--config', config());
      const env = { BOTPIT_NATS_CREDENTIALS: 'pit:secret' };
      await waits('permit no publish of botpit.events', env, '--publish', nats.url());
      await waits('permit no publish of $JS.API.CONSUMER.CREATE.', env, '--upstream', nats.url());
    });

    test('for the right credentials, which stay secret', async () => {
      await nats.stop();
      await nats.start('--jetstream', '--user', 'pit', '--pass', 'se:cret word');
      const wrong = { BOTPIT_NATS_CREDENTIALS: 'pit:wrongword' };
      const worker = await waits('it requires other credentials', wrong, '--publish', nats.url());
      expect(worker.stderr).not.toContain('wrongword');
      const right = { BOTPIT_NATS_CREDENTIALS: 'pit:se:cret word' };
      const publisher = bench.withEnvironment(right, 'relay', '--port', '0', '--publish', nats.url());
      await expect.poll(() => publisher.stderr).toContain('connected to nats:');
      const address = nats.url().replace('//', '//pit:se%3Acret%20word@');
      const { worker: reader } = await subscriber(address);
      await expect.poll(() => reader.stderr).toContain(`connected to ${nats.url()}\n`);
      expect(reader.stderr).not.toMatch(/se(:|%3A)cret/);
    });
  });

  test('a token and a named certificate open a server with TLS', async () => {
    await nats.stop();
    const tls = ['--tls', '--tlscert', pem('cert'), '--tlskey', pem('key')];
    await nats.start('--jetstream', '--auth', 'opensesame', ...tls);
    const url = nats.url('pit', 'tls');
    const secret = { BOTPIT_NATS_CREDENTIALS: 'opensesame' };
    const args = ['--port', '0', '--publish', url];
    const trusting = bench.withEnvironment(secret, 'relay', ...args, '--nats-cert', pem('cert'));
    await expect.poll(() => trusting.stderr).toContain(`connected to ${url}`);
    const strict = bench.withEnvironment(secret, 'relay', ...args);
    await expect.poll(() => strict.stderr).toMatch(/self.signed certificate; next try/);
  });

  test('a tls:// address refuses a server without TLS', async () => {
    const worker = bench.worker('relay', '--port', '0', '--publish', nats.url('pit', 'tls'));
    await expect.poll(() => worker.stderr).toMatch(/tls.*; next try/i);
  });

  test('a pit that publishes: its relay gets the credentials of the file, and no command line shows them', async () => {
    await nats.stop();
    await nats.start('--jetstream', '--user', 'pit', '--pass', 'sesame');
    const file = join(bench.folder, 'pit.json');
    await writeFile(file, JSON.stringify({ publish: nats.url().replace('//', '//pit:sesame@') }));
    const ports = ['--orders-port=0', '--events-port=0', '--relay-port=0'];
    const pit = bench.worker(
      'headless',
      ...ports,
      `--data-dir=${join(bench.folder, 'pit')}`,
      '--config',
      file,
    );
    await pit.ready();
    const secret = { BOTPIT_NATS_CREDENTIALS: 'pit:sesame' };
    const reader = bench.withEnvironment(secret, 'relay', '--port', '0', '--upstream', nats.url());
    const stream = await bench.events((await reader.ready())['relay'] ?? 0);
    await stream.next(({ type }) => type === 'trade');
    const shown = commandLines().filter((line) => line.includes(String(nats.port)));
    expect(shown.filter((line) => line.includes('--publish='))).toHaveLength(1);
    expect(shown.filter((line) => line.includes('sesame') && !line.includes('nats-server'))).toEqual([]);
    expect(pit.stderr).not.toContain('sesame');
    expect(await pit.stop()).toBe(0);
  });
});
