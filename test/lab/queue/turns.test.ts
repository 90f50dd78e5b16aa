/** Idle labs do not hold up the others of a worker. */
import { expect, test } from 'vitest';
import { Turns } from '../../../src/lab/queue/turns.ts';

/** A lab whose jobs are its name. */
function lab(name: string, jobs = 0) {
  const own = {
    jobs,
    asked: 0,
    take: () => {
      own.asked += 1;
      own.jobs -= 1;
      return Promise.resolve(own.jobs < 0 ? null : name);
    },
  };
  return own;
}

async function next(turns: Turns<string>, count: number): Promise<(string | null)[]> {
  const jobs: (string | null)[] = [];
  while (jobs.length < count) jobs.push(await turns.next());
  return jobs;
}

test('labs with jobs take turns, and a lab without jobs is not asked again before its next sign', async () => {
  const [idle, one, other] = [lab('idle'), lab('one', 3), lab('other', 3)];
  const turns = new Turns<string>();
  for (const each of [idle, one, other]) turns.sign(each);
  expect(await next(turns, 6)).toEqual(['one', 'other', 'one', 'other', 'one', 'other']);
  expect(idle.asked).toBe(1);
});

test('a job beside twelve idle labs is found with its sign, and no idle lab is asked', async () => {
  const idle = Array.from({ length: 12 }, (_, index) => lab(`idle ${index}`));
  const busy = lab('busy');
  const turns = new Turns<string>();
  const job = turns.next();
  for (const each of [...idle, busy]) turns.sign(each);
  await expect.poll(() => busy.asked).toBe(1);
  const asked = idle.map((each) => each.asked);
  busy.jobs = 1;
  turns.sign(busy);
  expect(await job).toBe('busy');
  expect(idle.map((each) => each.asked)).toEqual(asked);
});

test('a sign that arrives while the lab is being asked counts', async () => {
  const turns = new Turns<string>();
  const answers = [null, 'late'];
  const late = {
    take: () => {
      if (answers.length === 2) turns.sign(late);
      return Promise.resolve(answers.shift() ?? null);
    },
  };
  turns.sign(late);
  expect(await turns.next()).toBe('late');
});

test('one sign serves every caller that waits, as long as there are jobs', async () => {
  const turns = new Turns<string>();
  const callers = [turns.next(), turns.next(), turns.next()];
  const busy = lab('busy', 2);
  turns.sign(busy);
  expect(await Promise.all(callers.slice(0, 2))).toEqual(['busy', 'busy']);
  turns.close();
  expect([await callers[2], await turns.next()]).toEqual([null, null]);
});

test('a lab that has ended is not asked', async () => {
  const turns = new Turns<string>();
  const [ended, busy] = [lab('ended', 1), lab('busy', 1)];
  turns.sign(ended);
  turns.sign(busy);
  turns.forget(ended);
  expect(await turns.next()).toBe('busy');
  expect(ended.asked).toBe(0);
});
