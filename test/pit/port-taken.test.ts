import { expect, test } from 'vitest';
import { portTaken } from '../../src/pit/port-taken.ts';

test.each([
  ['--orders-port', '--orders-port'],
  ['--events-port', '--events-port'],
  ['--port', '--relay-port'],
])('the worker’s %s becomes the pit’s %s', (option, flag) => {
  const taken = { host: '127.0.0.1', port: 9001, option };
  expect(portTaken(taken, (advised) => `try ${advised}=N`)).toBe(
    `port 9001 on 127.0.0.1 is taken; try ${flag}=N.`,
  );
});
