import { expect, test } from 'vitest';
import { pageFile, pageHeaders } from '../../src/headless/page-files.ts';

const folder = '/app/out/renderer';

test.each([
  ['botpit://monitor/', '/app/out/renderer/index.html'],
  ['botpit://monitor/index.html?x=1#y', '/app/out/renderer/index.html'],
  ['botpit://monitor/assets/index-Ab1.js', '/app/out/renderer/assets/index-Ab1.js'],
  ['botpit://monitor/assets/../index.html', '/app/out/renderer/index.html'],
  ['botpit://monitor/../../../etc/passwd.json', '/app/out/renderer/etc/passwd.json'],
])('%s is %s', (address, path) => {
  expect(pageFile(folder, address)).toBe(path);
});

test.each([
  'botpit://monitor/..%2f..%2fsecret.json',
  'botpit://monitor/%2e%2e%2f%2e%2e%2fsecret.json',
  'botpit://monitor/..%5c..%5csecret.json',
  'botpit://monitor/a%00.html',
  'botpit://monitor/%zz.html',
  'botpit://monitor/assets',
  'botpit://monitor/bot.exe',
  'botpit://elsewhere/index.html',
  'https://monitor/index.html',
  'nonsense',
])('%s is not served', (address) => {
  expect(pageFile(folder, address)).toBeNull();
});

test('a page may run its own scripts only, and connect to relays only', () => {
  const headers = pageHeaders('/app/out/renderer/index.html');
  expect(headers['Content-Type']).toBe('text/html; charset=utf-8');
  const policy = headers['Content-Security-Policy']?.split('; ');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain('connect-src ws: wss: http: https:');
});
