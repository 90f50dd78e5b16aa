/** The lab's command line as a whole. */
import { expect, test } from 'vitest';
import { settingText } from '../../src/lab/plan.ts';
import { planOf, readTask } from './plan-of.ts';

test('twenty seeds by default; with --until at most four hundred, or what --seeds-max says', () => {
  expect(planOf('maker').seeds).toHaveLength(20);
  expect(planOf('maker').until).toBeUndefined();
  expect(planOf('maker', '--until', '95%')).toMatchObject({ until: 0.05, flatten: false });
  expect(planOf('maker', '--until', '95%').seeds).toHaveLength(400);
  expect(planOf('maker', '--until', '99%', '--seeds-max', '50').seeds).toHaveLength(50);
});

test('the setting names the confidence of --until, which holds for the profit alone', () => {
  expect(settingText(planOf('maker'), 20)[0]).toMatch(/^20 seeds × 10 minutes .*; 95 % intervals$/);
  expect(settingText(planOf('maker'))[0]).toMatch(/^Seeds of 10 minutes beside a crowd/);
  expect(settingText(planOf('maker', '--until', '99.9%'), 20)[0]).toMatch(
    /; 99\.9 % intervals of the profit, which hold at every look; 95 % intervals of the others/,
  );
});

test('a saved run opens without a strategy', () => {
  expect(readTask(['--open', 'toxic/worst', '--name', 'mine'])).toMatchObject({
    do: 'open',
    run: { room: 'toxic', place: 'worst' },
    folder: expect.stringMatching(/lab.mine$/) as string,
  });
});

test.each([
  ['seed=17', { room: '', seed: 17 }],
  ['b:17', { room: '', letter: 'b', seed: 17 }],
  ['toxic/a:3', { room: 'toxic', letter: 'a', seed: 3 }],
  ['toxic/seed=3', { room: 'toxic', seed: 3 }],
  ['a-best', { room: '', place: 'a-best' }],
])('--open %s names a run', (text, run) => {
  expect(readTask(['--open', text])).toMatchObject({ run });
});

test.each([
  [['maker', '--until', 'often'], "--until 'often' must be a confidence"],
  [['maker', '--until', '95%', '--seeds', '9'], 'give --seeds-max instead of --seeds'],
  [['maker', '--seeds-max', '50'], '--seeds-max belongs to --until'],
  [['maker', '--until', '95%', '--seeds-max', '7'], '--seeds-max: must be 20 or more; got 7'],
  [['maker', '--seeds', '11', '--sweep', 'levels=1..3/1'], 'A sweep needs 12 or more seeds'],
  [['maker', '--until', '95%', '--sweep', 'levels=1,2'], 'a sweep needs a fixed number of --seeds'],
  [['maker', '--seeds', '3'], 'an interval needs 6 or more'],
  [['maker', '--rooms', 'nowhere'], "--rooms: there is no room 'nowhere'"],
  [
    ['maker', '--name', 'a/b'],
    "--name: must be of A-Z a-z 0-9 _ . -, and begin with a letter or digit; got 'a/b'",
  ],
  [
    ['maker', '--until', '95%', '--seeds-max', '1e12'],
    '--seeds-max: must be 100000 or less; got 1000000000000',
  ],
  [['maker', '--rooms', 'calm,toxic,calm'], "--rooms 'calm,toxic,calm' has two rooms of the name calm"],
  [['maker', '--rooms', ','], "--rooms: there is no room ''"],
  [['maker', '--seeds', '-5'], "--seeds '-5' must be a number of seeds"],
  [['maker', '--nosuch'], "Unknown option '--nosuch'. See --help."],
  [['maker', '--room', 'calm'], "Unknown option '--room'; there is --rooms. See --help."],
  [['maker', '--seeds'], "Option '--seeds <value>' argument missing. See --help."],
  [['maker', '--recorded', '/nowhere.csv', '--symbol', 'AAPL'], '--recorded: there is no file /nowhere.csv'],
  [['maker', '--recorded', '/', '--symbol', 'AAPL'], '--recorded: / is a folder; name a message file in it'],
  [['maker', ''], 'Name a strategy file'],
  [['--minutes', '5'], 'Name a strategy file'],
  [['--open', 'seed=x'], '--open seed=x: name a run such as worst, a-best, seed=17 or b:17'],
  [['--open', 'B:1'], '--open B:1: name a run'],
  [['--open', 'b:1.5'], '--open b:1.5: name a run'],
])('%j is refused', (args, words) => {
  expect(() => readTask(args)).toThrow(words);
});
