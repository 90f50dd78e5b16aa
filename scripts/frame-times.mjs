// @ts-check
// How long the window's main thread worked for each frame, out of a trace of Chromium's.

/** Slices in which the page's own code runs. */
const SCRIPT = new Set([
  'FunctionCall',
  'FireAnimationFrame',
  'EventDispatch',
  'TimerFire',
  'RunMicrotasks',
  'EvaluateScript',
  'WebSocketReceive',
]);
/** The page hands a frame over. */
const FRAME = 'Commit';

/**
 * @typedef {{ name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number, args: any }} TraceEvent
 * @typedef {{ p50: number, p99: number }} Times in milliseconds
 * @typedef {{ wall: Times, cpu: Times }} Work `cpu` leaves out what other programs did meanwhile
 */

/**
 * A task of the window's thread: what it took of the processor, and the slices in it that took most of that, each without
 * the slices within it.
 * @typedef {{ cpuMs: number, wallMs: number, slices: Record<string, number> }} LongTask
 */

/** How many of the longest tasks are told, and of each how many slices. */
const LONG_TASKS = 12;
const SLICES = 5;

/**
 * The work between two frames that were handed over counts for the second of them.
 * @param {TraceEvent[]} events
 * @returns {{ ours: Work, drawing: Work, all: Work, histogram: number[], longest: LongTask[] }}
 *   `histogram`: how many frames had scripts of 0 to 1 ms of the processor, of 1 to 2 ms, and so on
 */
export function frameTimes(events) {
  const frames = events.filter(({ name }) => name === FRAME).sort((one, other) => one.ts - other.ts);
  const [first] = frames;
  if (first === undefined) throw new Error('The trace has no frame.');
  const thread = events.filter(({ pid, tid }) => pid === first.pid && tid === first.tid);
  const starts = frames.filter(({ pid, tid }) => pid === first.pid && tid === first.tid).map(({ ts }) => ts);
  const slicesOf = (/** @type {(event: TraceEvent) => boolean} */ wanted) =>
    topLevel(thread.filter((event) => event.ph === 'X' && wanted(event)));
  const scripts = slicesOf(({ name }) => SCRIPT.has(name));
  const outermost = (/** @type {(event: TraceEvent) => boolean} */ wanted) => {
    const slices = slicesOf(wanted);
    return {
      wall: percentiles(sums(starts, slices, ({ dur = 0 }) => dur)),
      cpu: percentiles(sums(starts, slices, ({ tdur = 0 }) => tdur)),
    };
  };
  return {
    ours: outermost(({ name }) => SCRIPT.has(name)),
    // Without the events that came since the last frame: where frames are few, those are many.
    drawing: outermost(({ name }) => name === 'FireAnimationFrame'),
    all: outermost(({ name }) => name.endsWith('RunTask')),
    histogram: histogramOf(sums(starts, scripts, ({ tdur = 0 }) => tdur)),
    longest: longestTasks(thread),
  };
}

/** @param {number[]} milliseconds @returns {number[]} how many lie between each whole number and the next */
function histogramOf(milliseconds) {
  const counts = Array.from({ length: Math.floor(Math.max(0, ...milliseconds)) + 1 }, () => 0);
  for (const ms of milliseconds) counts[Math.floor(ms)] = (counts[Math.floor(ms)] ?? 0) + 1;
  return counts;
}

/** @param {TraceEvent[]} thread @returns {LongTask[]} */
function longestTasks(thread) {
  const slices = thread.filter(({ ph }) => ph === 'X');
  return topLevel(slices.filter(({ name }) => name.endsWith('RunTask')))
    .sort((one, other) => (other.tdur ?? 0) - (one.tdur ?? 0))
    .slice(0, LONG_TASKS)
    .map((task) => ({
      cpuMs: milliseconds(task.tdur ?? 0),
      wallMs: milliseconds(task.dur ?? 0),
      slices: largestSlices(slices.filter((slice) => isWithin(slice, task))),
    }));
}

/** @param {TraceEvent[]} slices @returns {Record<string, number>} of the processor, in milliseconds, the largest first */
function largestSlices(slices) {
  /** @type {TraceEvent[]} */
  const around = [];
  /** @type {Map<string, number>} */
  const own = new Map();
  const add = (/** @type {TraceEvent} */ slice, /** @type {number} */ micros) =>
    own.set(nameOf(slice), (own.get(nameOf(slice)) ?? 0) + micros);
  for (const slice of slices.sort((one, other) => one.ts - other.ts || (other.dur ?? 0) - (one.dur ?? 0))) {
    while (around.length > 0 && !isWithin(slice, /** @type {TraceEvent} */ (around.at(-1)))) around.pop();
    const outer = around.at(-1);
    if (outer !== undefined) add(outer, -(slice.tdur ?? 0));
    add(slice, slice.tdur ?? 0);
    around.push(slice);
  }
  const largest = [...own].sort(([, one], [, other]) => other - one).slice(0, SLICES);
  return Object.fromEntries(largest.map(([name, micros]) => [name, milliseconds(micros)]));
}

/** @param {TraceEvent} slice @returns {string} with the event's type or the function's name, where it has one */
function nameOf({ name, args }) {
  const detail = args?.data?.type ?? args?.data?.functionName;
  return typeof detail === 'string' && detail !== '' ? `${name} ${detail}` : name;
}

/** @param {TraceEvent} slice @param {TraceEvent} outer */
function isWithin({ ts }, outer) {
  return ts >= outer.ts && ts < outer.ts + (outer.dur ?? 0);
}

/** @param {number} micros */
function milliseconds(micros) {
  return Math.round(micros / 10) / 100;
}

/** Without those that lie in another. @param {TraceEvent[]} slices */
function topLevel(slices) {
  let end = 0;
  return slices
    .sort((one, other) => one.ts - other.ts || (other.dur ?? 0) - (one.dur ?? 0))
    .filter(({ ts, dur = 0 }) => {
      if (ts + dur <= end) return false;
      end = ts + dur;
      return true;
    });
}

/**
 * @param {number[]} starts
 * @param {TraceEvent[]} slices
 * @param {(slice: TraceEvent) => number} microsOf
 * @returns {number[]} milliseconds of each frame
 */
function sums(starts, slices, microsOf) {
  const totals = starts.map(() => 0);
  let frame = 0;
  for (const slice of slices) {
    while (frame < starts.length - 1 && (starts[frame + 1] ?? 0) <= slice.ts) frame += 1;
    totals[frame] = (totals[frame] ?? 0) + microsOf(slice) / 1_000;
  }
  return totals.slice(1, -1);
}

/** @param {number[]} numbers @returns {Times} */
function percentiles(numbers) {
  const sorted = numbers.sort((one, other) => one - other);
  const at = (/** @type {number} */ share) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
