import { expect, test } from 'vitest';
import { socketUrl } from '../../src/pit/addresses.ts';

test.each([
  ['127.0.0.1', 'ws://127.0.0.1:9010'],
  ['0.0.0.0', 'ws://127.0.0.1:9010'],
  ['::', 'ws://[::1]:9010'],
  ['192.0.2.7', 'ws://192.0.2.7:9010'],
])('%s', (host, url) => {
  expect(socketUrl(host, 9010)).toBe(url);
});
