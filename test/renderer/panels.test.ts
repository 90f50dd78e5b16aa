import { expect, test } from 'vitest';
import { LAYOUTS, PANELS, panelOf } from '../../src/renderer/layout/panels.ts';
import { actionOf, keyMap } from '../../src/renderer/commands/keys.ts';

const NO_MODIFIER = { ctrlKey: false, metaKey: false, altKey: false, typing: false };

test.each(PANELS)('panel $id has a number key, a title and a line in the map of keys', ({ id, title }) => {
  const { number } = panelOf(id);
  expect(actionOf({ key: String(number), ...NO_MODIFIER })).toBe(`panel-${id}`);
  expect(keyMap('Ctrl').some(([, meaning]) => meaning.includes(title))).toBe(true);
});

test.each(Object.entries(LAYOUTS))('layout %s has each frame once', (_, columns) => {
  const frames = PANELS.filter(({ id, place }) => place === 'frame' || id === 'accounts').map(({ id }) => id);
  const laid = columns.flatMap((column) => column.frames.map(({ id }) => id));
  expect(laid.toSorted()).toEqual(frames.toSorted());
});
