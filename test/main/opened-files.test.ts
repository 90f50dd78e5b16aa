import { expect, test } from 'vitest';
import { fileHandedOver, handOver, OpenedFiles } from '../../src/main/opened-files.ts';

test('the newest early request is opened, and then each as it arrives', () => {
  const files = new OpenedFiles();
  const opened: string[] = [];
  files.add('/one.botpit');
  files.add('/two.botpit');
  files.openWith((path) => opened.push(path));
  expect(opened).toEqual(['/two.botpit']);
  files.add('/three.botpit');
  files.add('/four.botpit');
  expect(opened).toEqual(['/two.botpit', '/three.botpit', '/four.botpit']);
});

test('without one, nothing is opened', () => {
  const opened: string[] = [];
  new OpenedFiles().openWith((path) => opened.push(path));
  expect(opened).toEqual([]);
});

test('a second instance hands its file to the first', () => {
  expect(fileHandedOver(handOver({ sessionFile: '/one.botpit' }))).toBe('/one.botpit');
  expect(fileHandedOver(handOver({ sessionFile: null }))).toBeNull();
});

test.each([[undefined], [null], [{}], ['/one.botpit'], [{ sessionFile: 5 }]])(
  '%j, as another program may say it, is no file',
  (message) => expect(fileHandedOver(message)).toBeNull(),
);
