import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { ExportRunner } from '../../src/main/export-runner.ts';
import type { ExportState } from '../../src/contract/pit-state.ts';

let reported: (ExportState | null)[];
let runner: ExportRunner;
beforeEach(() => {
  reported = [];
  runner = new ExportRunner(() => reported.push(runner.state));
});

test('reports its progress and its end', async () => {
  const done = runner.run('trades.csv', async ({ onProgress }) => {
    onProgress(0.25);
    onProgress(1);
  });
  expect(await done).toBe(true);
  expect(reported).toEqual([{ what: 'trades.csv', share: 0.25 }, { what: 'trades.csv', share: 1 }, null]);
});

test('a short export is never shown', async () => {
  expect(await runner.run('trades.csv', () => Promise.resolve())).toBe(true);
  expect(reported).toEqual([]);
});

test('one runs at a time; cancelling makes room for the next', async () => {
  const first = runner.run('trades.csv', ({ signal }) => waitFor(signal));
  await expect(runner.run('events.jsonl', () => Promise.resolve())).rejects.toThrow(
    'Another export is under way',
  );
  expect(runner.cancel()).toEqual({ ok: true });
  expect(await first).toBe(false);
  expect(await runner.run('events.jsonl', () => Promise.resolve())).toBe(true);
  expect(runner.cancel()).toEqual({ ok: false, reason: 'No export is under way.' });
});

test('an error is passed on, and the progress disappears', async () => {
  const failing = runner.run('trades.csv', async ({ onProgress }) => {
    onProgress(0.5);
    throw new Error('the disk is full');
  });
  await expect(failing).rejects.toThrow('the disk is full');
  expect(reported.at(-1)).toBeNull();
});

test('closing cancels the export and waits until it has cleaned up', async () => {
  let hasCleanedUp = false;
  const exported = runner.run('trades.csv', async ({ signal }) => {
    await waitFor(signal).finally(async () => {
      await setImmediate();
      hasCleanedUp = true;
    });
  });
  await runner.close();
  expect(hasCleanedUp).toBe(true);
  expect(await exported).toBe(false);
});

test('closing does not wait when nothing runs, and an error of the export is not its own', async () => {
  await runner.close();
  const failing = runner.run('trades.csv', async ({ signal }) => {
    await waitFor(signal).catch(() => {});
    throw new Error('the disk is full');
  });
  await runner.close();
  expect(await failing).toBe(false);
});

test('closing does not wait for ever', async () => {
  void runner.run('trades.csv', () => new Promise<never>(() => {}));
  expect(await runner.close(1)).toBeUndefined();
});

/** Until it is ended. */
function waitFor(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}
