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
 * The work between two frames that were handed over counts for the second of them.
 * @param {TraceEvent[]} events
 * @returns {{ ours: Work, drawing: Work, all: Work }}
 */
export function frameTimes(events) {
  const frames = events.filter(({ name }) => name === FRAME).sort((one, other) => one.ts - other.ts);
  const [first] = frames;
  if (first === undefined) throw new Error('The trace has no frame.');
  const thread = events.filter(({ pid, tid }) => pid === first.pid && tid === first.tid);
  const starts = frames.filter(({ pid, tid }) => pid === first.pid && tid === first.tid).map(({ ts }) => ts);
  const outermost = (/** @type {(event: TraceEvent) => boolean} */ wanted) => {
    const slices = topLevel(thread.filter((event) => event.ph === 'X' && wanted(event)));
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
  };
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
