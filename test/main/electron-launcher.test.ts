import { expect, test, vi } from 'vitest';
import { inherited } from '../../src/main/electron-launcher.ts';

vi.mock('electron', () => ({ utilityProcess: {} }));

test('workers inherit the environment without the withheld variables and with the added ones', () => {
  const from = { PATH: '/bin', BOTPIT_TOKEN: 'secret', BOTPIT_STREAM_TOKEN: 'secret' };
  const environment = inherited({
    from,
    without: ['BOTPIT_TOKEN', 'BOTPIT_STREAM_TOKEN'],
    with: { ESBUILD_BINARY_PATH: '/unpacked/esbuild' },
  });
  expect(environment).toEqual({ PATH: '/bin', ESBUILD_BINARY_PATH: '/unpacked/esbuild' });
  expect(from.BOTPIT_TOKEN).toBe('secret');
});
