import { expect, test } from 'vitest';
import { narrowEnvironment } from '../../../src/workers/bot/environment.ts';

test('only the variables that programs need to run remain', () => {
  const kept = {
    PATH: '/bin',
    HOME: '/home/ann',
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    TMPDIR: '/tmp',
    Path: 'C:\\',
  };
  const environment = {
    ...kept,
    BOTPIT_TOKEN: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    PATHS: 'c',
    NODE_OPTIONS: 'd',
  };
  narrowEnvironment(environment);
  expect(environment).toEqual(kept);
});
