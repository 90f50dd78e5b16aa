/** All text is readable: its contrast is at least 4.5, computed from the theme's own tokens. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const CSS = readFileSync(new URL('../../src/renderer/styles/colors.css', import.meta.url), 'utf8');
const CONTRAST_MIN = 4.5;
/** In CIE Lab, where 2.3 is a difference that an eye just notices. */
const DISTANCE_MIN = 25;
const LOOKS = ['dark', 'light'].flatMap((theme) =>
  ['green-red', 'blue-orange'].map((palette) => [theme, palette] as const),
);
const SIDES = ['buy', 'sell'] as const;

type Rgb = readonly number[];
type Written = readonly [words: string, color: Rgb, ground: Rgb];

describe.each(LOOKS)('%s, %s', (theme, palette) => {
  const look = readLook(theme, palette);
  const { color, tinted } = look;
  const panel = color('panel');
  const muted = color('muted');
  /** As in the ladder, where zeros are on bars. */
  const ladderZeros = mix(color('text'), muted, 0.6);
  const plain = (ground: string, ...names: string[]) =>
    names.map((name): Written => [`${name} on ${ground}`, color(name), color(ground)]);
  const on = (tint: string, ground: Rgb, ...names: string[]) =>
    names.map((name): Written => [`${name} on ${tint}`, color(name), ground]);

  const written: readonly (readonly [where: string, pairs: readonly Written[]])[] = [
    [
      'bars, panels and fields',
      ['ground', 'panel', 'raised'].flatMap((ground) =>
        plain(ground, 'text', 'muted', 'zeros', 'buy', 'sell', 'mark', 'liquidation'),
      ),
    ],
    ['the Start button', [['on-buy on buy', color('on-buy'), color('buy')]]],
    ['a button under the pointer', plain('line', 'text', 'muted')],
    [
      'a row under the pointer or selected',
      ['hover', 'selected'].flatMap((tint) =>
        on(tint, tinted('selection', tint), 'text', 'muted', 'buy', 'sell', 'mark', 'liquidation'),
      ),
    ],
    ['a pressed button', on('pressed', tinted('selection', 'pressed'), 'text')],
    ['the last trade in the ladder', on('last', tinted('text', 'last'), ...SIDES)],
    ['the spread in the ladder', on('spread', tinted('text', 'spread'), 'muted')],
    ['what flashes', on('flash', tinted('text', 'flash'), 'text')],
    [
      'the ladder’s bars',
      SIDES.flatMap((side) => {
        const bar = tinted(side, 'depth');
        const flashing = mix(color('text'), bar, look.share('flash'));
        return [
          ...on(`${side} bar`, bar, 'text'),
          ...on(`flashing ${side} bar`, flashing, 'text'),
          [`zeros on ${side} bar`, ladderZeros, bar] as const,
        ];
      }),
    ],
    ['the volume in the ladder', on('volume bar', tinted('muted', 'depth'), 'muted')],
    ['the ladder of a lost market', [['muted on its bars', muted, mix(muted, panel, look.share('depth'))]]],
    [
      'a liquidation in the tape',
      on('liquidation', tinted('liquidation', 'liquidation'), 'text', 'muted', 'liquidation'),
    ],
    ['a notice', ['sell', 'mark'].flatMap((tone) => on(tone, tinted(tone, 'notice'), 'text', 'muted'))],
  ];

  test('candles and the lines of the best prices differ from every colour of the depth and from each other', () => {
    const heat = ['heat-1', 'heat-2', 'heat-3', 'heat-4'];
    const near = heat.flatMap((stop) =>
      SIDES.filter((side) => distance(color(side), color(stop)) < DISTANCE_MIN).map((side) => [stop, side]),
    );
    expect(near).toEqual([]);
    expect(distance(color('heat-3'), color('heat-4'))).toBeGreaterThan(2 * DISTANCE_MIN);
  });

  test.each(written)('%s', (_where, pairs) => {
    const pale = pairs
      .map(([words, one, other]) => [words, contrast(one, other)] as const)
      .filter(([, value]) => !(value >= CONTRAST_MIN));
    expect(pale).toEqual([]);
  });
});

function readLook(theme: string, palette: string) {
  const selectors = [
    ':root {',
    ...(theme === 'dark' ? [] : [`:root[data-theme='${theme}'] {`]),
    `:root[data-palette='${palette}'] {`,
    `:root[data-theme='${theme}'][data-palette='${palette}'] {`,
  ];
  const tokens = new Map(
    selectors.flatMap((selector) => {
      const [block = ''] = (CSS.split(`\n${selector}`)[1] ?? '').split('}');
      return [...block.matchAll(/--([\w-]+): ([^;]+);/g)].map(
        ([, name = '', value = '']) => [name, value] as const,
      );
    }),
  );
  const token = (name: string, form: RegExp) => {
    const value = tokens.get(name)?.match(form)?.[1];
    if (value === undefined) throw new Error(`${theme} ${palette} has no ${name} of the form ${form}`);
    return value;
  };
  const color = (name: string) => rgb(token(name, /^#(\w{6})$/));
  const share = (tint: string) => Number(token(`tint-${tint}`, /^(\d+)%$/)) / 100;
  return {
    color,
    share,
    /** A panel with a share of a colour on it. */
    tinted: (name: string, tint: string) => mix(color(name), color('panel'), share(tint)),
  };
}

function rgb(hex: string): Rgb {
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** As `color-mix(in srgb, …)` does. */
function mix(over: Rgb, under: Rgb, share: number): Rgb {
  return over.map((channel, at) => channel * share + (under[at] ?? 0) * (1 - share));
}

/** As WCAG defines it. */
function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map(linear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** CIE76. */
function distance(one: Rgb, other: Rgb): number {
  const [first, second] = [lab(one), lab(other)];
  return Math.hypot(...first.map((value, at) => value - (second[at] ?? 0)));
}

/** For the white point D65. */
function lab(color: Rgb): Rgb {
  const [red = 0, green = 0, blue = 0] = color.map(linear);
  const [x = 0, y = 0, z = 0] = [
    (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
    0.2126 * red + 0.7152 * green + 0.0722 * blue,
    (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
  ].map((share) => (share > 0.008_856 ? Math.cbrt(share) : 7.787 * share + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
