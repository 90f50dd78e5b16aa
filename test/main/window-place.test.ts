import { expect, test } from 'vitest';
import { WINDOW_SIZE, windowPlace } from '../../src/main/window-place.ts';

const screens = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: 1920, y: 0, width: 1280, height: 1024 },
];
const place = (x: number, y: number, width = 1440, height = 900) => ({
  x,
  y,
  width,
  height,
  maximized: false,
});

test('the system chooses the first place', () => {
  expect(windowPlace(null, screens)).toEqual(WINDOW_SIZE);
});

test('the window opens at its last place', () => {
  expect(windowPlace(place(2000, 40), screens)).toEqual({ x: 2000, y: 40, width: 1440, height: 900 });
  expect(windowPlace(place(-1320, 40), screens)).toMatchObject({ x: -1320 });
});

test.each([
  ['left of the screens', -1321, 40],
  ['below them', 100, 1060],
  ['above them', 100, -10],
  ['on a screen that is gone', 4000, 100],
])('%s the window would be out of reach', (_where, x, y) => {
  expect(windowPlace(place(x, y), screens)).toEqual({ width: 1440, height: 900 });
});

test('the window is never too small to use', () => {
  expect(windowPlace(place(0, 0, 100, 100), screens)).toMatchObject({ width: 1024, height: 640 });
});
