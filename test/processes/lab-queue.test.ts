/** A lab whose runs happen in workers of a NATS queue. */
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { describe, expect, test } from 'vitest';
import { createLabStore, openLabStore } from '../../src/lab/queue/lab-store.ts';
import { storeName, subjects } from '../../src/lab/queue/messages.ts';
import { bench, nats, natsServer, useNatsBench } from '../support/nats.ts';
import type { Worker } from '../support/workers.ts';

/** Thirteen runs, each in a process. */
const TIMEOUT_MS = 300_000;

useNatsBench();

const path = (name: string) => join(bench.folder, name);

/** The files of the report, by name. */
function readReport(): Readonly<Record<string, string>> {
  const folder = path('reports/last');
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

/** As at a terminal. `closed`: its exit code, once all that it wrote has arrived. */
function lab(...args: string[]) {
  const market = [`--recorded=${path('AAPL_message_1.csv')}`, '--symbol=AAPL', '--minutes=1', '--seeds=6'];
  const fixed = [...market, '--no-sessions', `--data-dir=${path('reports')}`];
  const env = { BOTPIT_READER: 'none' };
  return closing(bench.withEnvironment(env, 'lab', ...fixed, ...args));
}

function closing(worker: Worker) {
  const closed = once(worker.process, 'close').then(([code]) => code as number | null);
  return { worker, closed };
}

function labWorker() {
  return bench.worker('lab-worker', '--queue', nats.url('lab'), '--runs=1');
}

/** Orders of seven minutes, with the book before them: a run of it takes less time than one with a crowd. */
function writeRecording(): void {
  const messages = Array.from({ length: 84 }, (_, index) => {
    const [price, side] = index % 2 === 0 ? [5_850_000 - index * 100, 1] : [5_851_000 + index * 100, -1];
    return [34_200 + index * 5, 1, index + 1, 100, price, side].join(',');
  });
  writeFileSync(path('AAPL_message_1.csv'), `${messages.join('\n')}\n`);
  writeFileSync(path('AAPL_orderbook_1.csv'), '5851000,50,5850000,100\n');
}

/** A strategy of two files and a package, whose runs stand still until the gate is open. */
function writeStrategy(): { readonly strategy: string; readonly openGate: () => void } {
  const gate = path('gate');
  writeFileSync(path('sides.ts'), `export const SIDES = ['buy', 'sell'] as const;\n`);
  mkdirSync(path('node_modules/coin'), { recursive: true });
  writeFileSync(path('node_modules/coin/index.js'), `exports.flip = (random) => (random < 0.5 ? 0 : 1);`);
  writeFileSync(
    path('gated.ts'),
    [
      `import { existsSync } from 'node:fs';`,
      `import type { Context, Intents } from 'botpit';`,
      `import { flip } from 'coin';`,
      `import { SIDES } from './sides.ts';`,
      'export default class Gated {',
      '  everyMs = 5_000;',
      '  calls = 0;',
      '  nextOrder({ symbol }: Context): Intents {',
      `    while (!existsSync(${JSON.stringify(gate)})) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);`,
      '    this.calls += 1;',
      '    if (this.calls === 5) throw new Error(`call ${this.calls}`);',
      '    return { type: "place", side: SIDES[flip(Math.random())], quantity: 1 };',
      '  }',
      '}',
    ].join('\n'),
  );
  return { strategy: path('gated.ts'), openGate: () => writeFileSync(gate, '') };
}

describe.skipIf(natsServer === undefined)('a lab with a queue', () => {
  test(
    'one of two workers is killed in a run: the report is that of one machine, byte for byte, and nothing remains on the server',
    { timeout: TIMEOUT_MS },
    async () => {
      const { strategy, openGate } = writeStrategy();
      writeRecording();
      const queue = ['--queue', nats.url('lab'), '--worker-timeout=5'];
      const doomed = labWorker();
      await doomed.ready();
      const remote = lab(strategy, '--log-level=debug', ...queue);
      await expect.poll(() => remote.worker.stderr).toMatch(/seed 1 of gated\.ts: \S+ takes it/);
      await doomed.stop('SIGKILL');
      openGate();
      const other = labWorker();
      // The strategy fails in every seed, so the lab ends with 1.
      expect(await remote.closed).toBe(1);
      expect(remote.worker.stderr).toMatch(/seed 1 of gated\.ts: \S+ has fallen silent, \S+ takes it/);
      expect(await nats.manage(({ streams }) => streams.names().next())).toEqual([]);
      expect(await other.stop()).toBe(0);
      const remoteReport = readReport();

      const local = lab(strategy);
      expect(await local.closed).toBe(1);
      expect(remote.worker.printed).toBe(local.worker.printed);
      expect(remote.worker.printed).toMatch(
        / failed in 6 of 6 seeds, first in seed 1: nextOrder failed: .*gated\.ts:11:\d+: Error: call 5\n/,
      );
      expect(Object.keys(remoteReport)).toContain('report.html');
      expect(remoteReport).toEqual(readReport());
    },
  );

  test('a worker whose answer cannot be read does not keep its job', async () => {
    writeRecording();
    const remote = lab('maker', '--log-level=debug', '--queue', nats.url('lab'));
    const connection = await connect({ servers: `127.0.0.1:${nats.port}` });
    try {
      let answers = '';
      connection.subscribe('lab.labs', {
        callback: (_, { data }) => {
          const { lab: id } = JSON.parse(Buffer.from(data).toString()) as { readonly lab: string };
          answers = `lab.${id}.answers`;
        },
      });
      await expect.poll(() => answers).not.toBe('');
      // The first job exists from now on.
      await expect.poll(() => remote.worker.stderr).toContain('6 runs of');
      const answer = { type: 'done', worker: 'strange:1', job: 1, outcome: {}, more: true };
      connection.publish(answers, JSON.stringify(answer));
      connection.publish(answers, 'hello');
      await expect.poll(() => remote.worker.stderr).toContain('an answer is invalid: hello');
      expect(remote.worker.stderr).toContain(
        'seed 1 of maker.ts: strange:1 returns it: its answer is invalid',
      );
    } finally {
      await connection.close();
    }
    const other = labWorker();
    expect(await remote.closed).toBe(0);
    expect(await other.stop()).toBe(0);
  });

  test('a worker takes a job without waiting, and again after a silence, until it is acknowledged', async () => {
    const connection = await connect({ servers: `127.0.0.1:${nats.port}` });
    try {
      const [queue, id] = ['lab', '0123456789ab'];
      const store = await createLabStore(connection, queue, id, 200);
      const { jobs } = await openLabStore(connection, queue, id);
      expect(await jobs.take()).toBeNull();
      await store.client.publish(subjects.jobs(queue, id), 'a job');
      const taken = [await jobs.take()];
      await expect.poll(async () => taken.push(await jobs.take()) && taken.at(-1)).not.toBeNull();
      const [first, again] = taken.filter((each) => each !== null);
      expect([first?.deliveryCount, again?.deliveryCount]).toEqual([1, 2]);
      expect(Buffer.from(again?.data ?? []).toString()).toBe('a job');
      again?.ack();
      const left = () => nats.manage(({ streams }) => streams.info(storeName(queue, id)));
      await expect.poll(async () => (await left()).state.messages).toBe(0);
      expect(await jobs.take()).toBeNull();
      await store.remove();
    } finally {
      await connection.close();
    }
  });

  test('without JetStream, and without a server, lab and worker end with one line', async () => {
    await nats.stop();
    writeRecording();
    const alone = lab('maker', '--queue', nats.url('lab'));
    expect(await alone.closed).toBe(2);
    expect(alone.worker.stderr).toMatch(
      /^error: --queue nats:\/\/127\.0\.0\.1:\d+\/lab: connection refused: start nats-server with --jetstream there, or correct the address\n$/,
    );
    await nats.start();
    const { worker, closed } = closing(labWorker());
    expect(await closed).toBe(2);
    expect(worker.stderr).toMatch(
      /^error: --queue \S+: JetStream is not enabled: start nats-server with --jetstream\n$/,
    );
  });
});
