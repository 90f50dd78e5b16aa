/** The lab's form becomes a request, and its figures become texts. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { LabState } from '../../src/contract/lab.ts';
import {
  chooseIn,
  compare,
  numericParams,
  requestOf,
  seedsBounds,
  setLabDraft,
  toggleRoom,
  typeIn,
  useLabDraft,
} from '../../src/renderer/lab/lab-draft.ts';
import {
  differenceTexts,
  figureTexts,
  labStatusText,
  openingReason,
  openingText,
  orderedSeeds,
  progressText,
  toneOf,
} from '../../src/renderer/lab/lab-text.ts';
import { strategyOf } from '../../src/renderer/pit/bot-names.ts';
import { useUi } from '../../src/renderer/ui/ui-store.ts';

const LEVELS = { type: 'integer', default: 5, about: 'levels' } as const;
const MOOD = { type: 'choice', default: 'calm', choices: ['calm', 'wild'], about: 'its temper' } as const;
const DESCRIBED = { ok: true, params: { levels: LEVELS, mood: MOOD } } as const;
const NONE = { a: null, b: null };

beforeEach(() => useLabDraft.setState(useLabDraft.getInitialState()));

describe('the form', () => {
  test('asks for maker against taker on twenty seeds of ten minutes', () => {
    expect(requestOf(useLabDraft.getState(), NONE)).toEqual({
      a: { strategy: 'maker', params: {} },
      b: { strategy: 'taker', params: {} },
      rooms: [],
      seeds: 20,
      minutes: 10,
      sweep: null,
    });
  });

  test('a sweep of three or more values needs twelve seeds, as in the lab', () => {
    const leastFor = (change: Parameters<typeof setLabDraft>[0]) => {
      setLabDraft(change);
      return seedsBounds(useLabDraft.getState()).min;
    };
    expect(leastFor({ sweepParam: 'levels', sweepValues: '2,3,4' })).toBe(6);
    chooseIn('b', '');
    expect(leastFor({ sweepParam: 'levels', sweepValues: '2,3' })).toBe(6);
    expect(leastFor({ sweepValues: '2,3,4' })).toBe(12);
    expect(leastFor({ sweepValues: '2..6/2' })).toBe(12);
  });

  test('a bot is compared with its parameters against another strategy', () => {
    compare({ strategy: '/bots/mine.ts:Mine', params: { levels: 3 } });
    expect(useUi.getState().labOpen).toBe(true);
    const { a, b } = requestOf(useLabDraft.getState(), NONE);
    expect(a).toEqual({ strategy: '/bots/mine.ts:Mine', params: { levels: 3 } });
    expect(b?.strategy).toBe('maker');
    compare({ strategy: 'maker' });
    expect(requestOf(useLabDraft.getState(), NONE).b?.strategy).toBe('taker');
  });

  test('typed parameters count where they differ from the defaults; another strategy begins with its own', () => {
    typeIn('a', 'levels', '5');
    typeIn('a', 'mood', 'wild');
    expect(requestOf(useLabDraft.getState(), { a: DESCRIBED, b: null }).a.params).toEqual({ mood: 'wild' });
    chooseIn('a', 'grid');
    expect(requestOf(useLabDraft.getState(), NONE).a).toEqual({ strategy: 'grid', params: {} });
  });

  test('a sweep takes the place of the second strategy', () => {
    expect(numericParams(DESCRIBED)).toEqual(['levels']);
    setLabDraft({ sweepParam: 'levels', sweepValues: ' 2, 4 ' });
    expect(requestOf(useLabDraft.getState(), NONE).sweep).toBeNull();
    setLabDraft({ b: { chosen: '', typedClass: null, params: {} } });
    const request = requestOf(useLabDraft.getState(), NONE);
    expect(request).toMatchObject({ b: null, sweep: { param: 'levels', values: '2,4' } });
  });

  test('rooms, and a class of the file', () => {
    toggleRoom('calm');
    toggleRoom('crash');
    toggleRoom('calm');
    expect(requestOf(useLabDraft.getState(), NONE).rooms).toEqual(['crash']);
    expect(strategyOf({ chosen: '/bots/m.ts:One', typedClass: null })).toBe('/bots/m.ts:One');
    expect(strategyOf({ chosen: '/bots/m.ts:One', typedClass: 'Two' })).toBe('/bots/m.ts:Two');
  });
});

describe('figures', () => {
  test('an interval of thousands has no cents', () => {
    expect(figureTexts({ mean: 1.234, low: 0.5, high: 2 }, 2)).toEqual(['1.23', '[0.50, 2.00]']);
    expect(figureTexts({ mean: -250.25, low: -300.5, high: -200 }, 2)[1]).toBe('[−300.5, −200.0]');
    expect(figureTexts({ mean: 5_000.4, low: -1, high: 9_000 }, 2)[1]).toBe('[−1, 9\u2009000]');
    expect(figureTexts(null, 2)).toEqual(['–', '']);
  });

  test('a difference has its sign; a colour only where the interval leaves out 0 and more is better', () => {
    const clear = { mean: 1, low: 0.5, high: 2 };
    expect(differenceTexts(clear, 1)[0]).toBe('+1.0');
    expect(toneOf('pnl', clear)).toBe('up');
    expect(toneOf('inventory', { mean: -1, low: -2, high: -0.5 })).toBe('down');
    expect(toneOf('maxDrawdown', clear)).toBe('plain');
    expect(toneOf('pnl', { mean: 1, low: -1, high: 3 })).toBe('unclear');
    expect(toneOf('pnl', null)).toBe('unclear');
  });

  test('the worst seed for the last variant comes first', () => {
    const seeds = [
      { seed: 1, pnl: [5, 9] },
      { seed: 2, pnl: [5, 1] },
      { seed: 3, pnl: [5, 6] },
    ];
    expect(orderedSeeds({ seeds }).map(({ seed }) => seed)).toEqual([2, 3, 1]);
  });
});

test('the progress names the time that is left', () => {
  const request = requestOf(useLabDraft.getState(), NONE);
  const running = (change: object): Extract<LabState, { phase: 'running' }> => ({
    phase: 'running',
    request,
    runsDone: 0,
    runsTotal: 0,
    secondsLeft: null,
    isStopping: false,
    ...change,
  });
  expect(progressText(running({}))).toBe('Starting.');
  expect(progressText(running({ runsTotal: 40 }))).toBe('0 of 40 runs');
  const halfway = running({ runsTotal: 40, runsDone: 20, secondsLeft: 12 });
  expect(progressText(halfway)).toBe('20 of 40 runs, about 12 s left');
  expect(progressText({ ...halfway, isStopping: true })).toMatch(/^Stopping/);
  expect(labStatusText(halfway)).toBe('Lab 20 of 40');
  expect(labStatusText({ phase: 'idle' })).toBeUndefined();
  const opening = { room: 'calm', letter: 'b', seed: 17, share: 0.429 };
  expect(openingText(opening)).toBe('Running seed 17 of b in calm again to play it: 42 %');
});

test('the reason of a run that did not open shows in the room of the run only', () => {
  const problem = { room: 'calm', letter: 'b', seed: 17, reason: 'The strategy file is no longer there.' };
  expect(openingReason('calm', problem)).toBe(problem.reason);
  expect(openingReason('crash', problem)).toBeNull();
  expect(openingReason('calm', null)).toBeNull();
});
