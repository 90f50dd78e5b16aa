/** A strategy that never comes to its end does not outlive the process that runs it, however that ends. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { BotBench } from '../support/bot-bench.ts';
import type { Worker } from '../support/workers.ts';

/** A second or two; a busy machine needs several times as long. */
const SOON = { timeout: 15_000 };

let bench: BotBench;
beforeEach(() => (bench = new BotBench()));
afterEach(() => bench.end());

/** A file that writes the id of its process and then hangs, or only hangs. */
function hanging(how: string): { readonly strategy: string; readonly pid: () => Promise<number> } {
  const note = join(bench.folder, 'pid');
  const strategy = bench.write(
    'hangs.mjs',
    "import { writeFileSync } from 'node:fs';",
    `writeFileSync(${JSON.stringify(note)}, String(process.pid));`,
    how,
    'export default class { nextOrder() {} }',
  );
  return {
    strategy,
    pid: async () => {
      await expect.poll(() => numberIn(note), { timeout: 30_000 }).toBeGreaterThan(0);
      return numberIn(note);
    },
  };
}

function numberIn(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const LOOP = 'for (;;);';
const SLEEP = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';
/** The lab has processes of its own when nobody reads what it announces. */
const ON_A_TERMINAL = { BOTPIT_READER: 'none' };
const PORTS = ['--orders-port=0', '--events-port=0', '--relay-port=0'];

const folder = () => `--data-dir=${join(bench.folder, 'data')}`;
const startLab = (file: string) => bench.withEnvironment(ON_A_TERMINAL, 'lab', file, '--seeds=6', folder());
const startBot = (file: string) => bench.worker('bot', file);
const startPit = (file: string) => bench.worker('headless', ...PORTS, folder(), `--bots=${file}`);

const kills: readonly [string, string, string, (file: string) => Worker][] = [
  ['a lab', 'loops', LOOP, startLab],
  ['a pit', 'loops', LOOP, startPit],
  ["a bot's command line", 'waits', SLEEP, startBot],
];

test.each(kills)(
  'SIGKILL of %s also ends a strategy that %s while it loads',
  async (_parent, _does, how, start) => {
    const { strategy, pid } = hanging(how);
    const worker = start(strategy);
    const child = await pid();
    onTestFinished(() => void (isRunning(child) && process.kill(child, 'SIGKILL')));
    expect(child).not.toBe(worker.process.pid);
    await worker.kill();
    await expect.poll(() => isRunning(child), SOON).toBe(false);
  },
);
