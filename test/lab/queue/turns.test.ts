/** An idle lab does not hold up the others of a worker. */
import { expect, test } from 'vitest';
import { Turns } from '../../../src/lab/queue/turns.ts';

const lab = (name: string, jobs: number) => ({ name, jobs, hasJobs: () => Promise.resolve(jobs > 0) });

test('labs with jobs take turns; an idle one is served every ten seconds', async () => {
  const labs = [lab('idle', 0), lab('busy', 9), lab('other', 9)];
  const turns = new Turns<(typeof labs)[number]>();
  const served: (string | undefined)[] = [];
  for (let nowMs = 20_000; nowMs < 40_000; nowMs += 1_000) served.push((await turns.next(labs, nowMs))?.name);
  expect(served.filter((name) => name === 'idle')).toHaveLength(2);
  for (const name of ['busy', 'other'])
    expect(served.filter((each) => each === name).length).toBeGreaterThanOrEqual(6);
});

test('without any job the labs take turns, and a lab alone is not asked', async () => {
  const turns = new Turns<ReturnType<typeof lab>>();
  const [one, two] = [lab('one', 0), lab('two', 0)];
  const served = [await turns.next([one, two], 1), await turns.next([one, two], 2)];
  expect(new Set(served).size).toBe(2);
  const alone = { ...one, hasJobs: () => Promise.reject(new Error('asked')) };
  expect(await turns.next([alone], 3)).toBe(alone);
  expect(await turns.next([], 4)).toBeUndefined();
});

test.each([0.1, 0.5, 5])(
  'a busy lab with jobs of %d s beside twelve idle ones gets four fifths of the time',
  async (jobSeconds) => {
    const busy = lab('busy', 9);
    const labs = [...Array.from({ length: 12 }, (_, index) => lab(`idle ${index}`, 0)), busy];
    const turns = new Turns<(typeof labs)[number]>();
    const spentMs = new Map<string, number>();
    const totalMs = 600_000;
    for (let nowMs = 0; nowMs < totalMs;) {
      const { name = '' } = (await turns.next(labs, nowMs)) ?? {};
      const turnMs = name === 'busy' ? jobSeconds * 1_000 : 1_000;
      spentMs.set(name, (spentMs.get(name) ?? 0) + turnMs);
      nowMs += turnMs;
    }
    expect((spentMs.get('busy') ?? 0) / totalMs).toBeGreaterThanOrEqual(0.8);
    expect(spentMs.size).toBe(labs.length);
  },
);
