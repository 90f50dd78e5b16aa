/** A thread that yields gets a lower priority than the other threads of its process. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';

const source = readFileSync(join(import.meta.dirname, '../../src/runtime/thread-priority.ts'), 'utf8');
const { code } = transformSync(source, { loader: 'ts', format: 'cjs' });
/** Posts its nice value, the seventeenth field behind the name, before and after. */
const script = `${code}
const { readFileSync } = require('node:fs');
const niceOf = () => Number(readFileSync('/proc/thread-self/stat', 'utf8').split(') ')[1].split(' ')[16]);
const before = niceOf();
yieldProcessor();
require('node:worker_threads').parentPort.postMessage({ before, after: niceOf() });`;

test.runIf(process.platform === 'linux')('only the thread that yields gets a lower priority', async () => {
  const thread = new Worker(script, { eval: true });
  const [{ before, after }] = (await once(thread, 'message')) as [{ before: number; after: number }];
  expect(after).toBe(Math.max(before, 10));
  const main = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[16];
  expect(Number(main)).toBe(before);
  await thread.terminate();
});
