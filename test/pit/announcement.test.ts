import { expect, test } from 'vitest';
import { parseAnnouncement } from '../../src/pit/announcement.ts';

test('keeps unknown fields', () => {
  const ready = { event: 'ready', ports: { relay: 9010 }, more: true };
  expect(parseAnnouncement(JSON.stringify(ready))).toEqual(ready);
});

test.each(['hello', '{', '{}', '[1]', '{"event":1}', '{"event":"ready","ports":{"relay":70000}}', ''])(
  '%s is none',
  (line) => {
    expect(parseAnnouncement(line)).toBeNull();
  },
);
