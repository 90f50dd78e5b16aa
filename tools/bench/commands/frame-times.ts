// Time for which the window's main thread worked on each frame, from a trace of Chromium.

/** Trace events of the page's own code. */
const SCRIPT = new Set([
  'FunctionCall',
  'FireAnimationFrame',
  'EventDispatch',
  'TimerFire',
  'RunMicrotasks',
  'EvaluateScript',
  'WebSocketReceive',
]);
/** Trace event with which the page hands a frame over. */
const FRAME = 'Commit';

export type TraceEvent = {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args: Readonly<Record<string, unknown>> & {
    readonly data?: { readonly type?: string; readonly functionName?: string };
  };
};
export type Times = { p50: number; p99: number };
export type Work = { wall: Times; cpu: Times };

/** A task of the window's thread: its processor time and its largest slices, each without the slices nested in it. */
type LongTask = { cpuMs: number; wallMs: number; slices: Record<string, number> };

/** Number of reported tasks, and of slices in each task. */
const LONG_TASKS = 12;
const SLICES = 5;

/**
 * Times of the frames in a trace. The work between two frames counts for the second one. `histogram` counts the frames
 * whose scripts took 0 to 1 ms of processor time, 1 to 2 ms, and so on.
 */
export function frameTimes(events: TraceEvent[]): {
  ours: Work;
  drawing: Work;
  all: Work;
  histogram: number[];
  longest: LongTask[];
} {
  const frames = events.filter(({ name }) => name === FRAME).sort((one, other) => one.ts - other.ts);
  const [first] = frames;
  if (first === undefined) throw new Error('The trace has no frame.');
  const thread = events.filter(({ pid, tid }) => pid === first.pid && tid === first.tid);
  const starts = frames.filter(({ pid, tid }) => pid === first.pid && tid === first.tid).map(({ ts }) => ts);
  const slicesOf = (wanted: (event: TraceEvent) => boolean) =>
    topLevel(thread.filter((event) => event.ph === 'X' && wanted(event)));
  const scripts = slicesOf(({ name }) => SCRIPT.has(name));
  const outermost = (wanted: (event: TraceEvent) => boolean) => {
    const slices = slicesOf(wanted);
    return {
      wall: percentiles(sums(starts, slices, ({ dur = 0 }) => dur)),
      cpu: percentiles(sums(starts, slices, ({ tdur = 0 }) => tdur)),
    };
  };
  return {
    ours: outermost(({ name }) => SCRIPT.has(name)),
    // This excludes the processing of events since the last frame, which are many when frames are few.
    drawing: outermost(({ name }) => name === 'FireAnimationFrame'),
    all: outermost(({ name }) => name.endsWith('RunTask')),
    histogram: histogramOf(sums(starts, scripts, ({ tdur = 0 }) => tdur)),
    longest: longestTasks(thread),
  };
}

/** @returns the number of values between each integer and the next */
function histogramOf(milliseconds: number[]): number[] {
  const counts = Array.from({ length: Math.floor(Math.max(0, ...milliseconds)) + 1 }, () => 0);
  for (const ms of milliseconds) counts[Math.floor(ms)] = (counts[Math.floor(ms)] ?? 0) + 1;
  return counts;
}

function longestTasks(thread: TraceEvent[]): LongTask[] {
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

/** @returns processor time by name in milliseconds, the largest first */
function largestSlices(slices: TraceEvent[]): Record<string, number> {
  const around: TraceEvent[] = [];
  const own: Map<string, number> = new Map();
  const add = (slice: TraceEvent, micros: number) =>
    own.set(nameOf(slice), (own.get(nameOf(slice)) ?? 0) + micros);
  for (const slice of slices.sort((one, other) => one.ts - other.ts || (other.dur ?? 0) - (one.dur ?? 0))) {
    let outer = around.at(-1);
    while (outer !== undefined && !isWithin(slice, outer)) {
      around.pop();
      outer = around.at(-1);
    }
    if (outer !== undefined) add(outer, -(slice.tdur ?? 0));
    add(slice, slice.tdur ?? 0);
    around.push(slice);
  }
  const largest = [...own].sort(([, one], [, other]) => other - one).slice(0, SLICES);
  return Object.fromEntries(largest.map(([name, micros]) => [name, milliseconds(micros)]));
}

/** @returns the event's name, with its type or the function's name where it has one */
function nameOf({ name, args }: TraceEvent): string {
  const detail = args?.data?.type ?? args?.data?.functionName;
  return typeof detail === 'string' && detail !== '' ? `${name} ${detail}` : name;
}

function isWithin({ ts }: TraceEvent, outer: TraceEvent) {
  return ts >= outer.ts && ts < outer.ts + (outer.dur ?? 0);
}

function milliseconds(micros: number) {
  return Math.round(micros / 10) / 100;
}

/** The slices that are not nested in another one. */
function topLevel(slices: TraceEvent[]) {
  let end = 0;
  return slices
    .sort((one, other) => one.ts - other.ts || (other.dur ?? 0) - (one.dur ?? 0))
    .filter(({ ts, dur = 0 }) => {
      if (ts + dur <= end) return false;
      end = ts + dur;
      return true;
    });
}

/** @returns milliseconds of work for each frame */
function sums(starts: number[], slices: TraceEvent[], microsOf: (slice: TraceEvent) => number): number[] {
  const totals = starts.map(() => 0);
  let frame = 0;
  for (const slice of slices) {
    while (frame < starts.length - 1 && (starts[frame + 1] ?? 0) <= slice.ts) frame += 1;
    totals[frame] = (totals[frame] ?? 0) + microsOf(slice) / 1_000;
  }
  return totals.slice(1, -1);
}

function percentiles(numbers: number[]): Times {
  const sorted = numbers.sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
