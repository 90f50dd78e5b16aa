/** The code of `npm run bench -- watchers`: the bytes that one watcher of a class receives, in virtual time. */
import { parseFrame, type MarketEvent } from '../../../src/contract/events.ts';
import { replicaState } from '../../../src/contract/replica-state.ts';
import { Replica } from '../../../src/contract/replica.ts';
import { EVERY_MS } from '../../../src/contract/protocol.ts';
import { FrameDeflater } from '../../../src/net/frame-deflater.ts';
import { deflatedFrames, textFrames } from '../../../src/net/text-frames.ts';
import { Conflation } from '../../../src/workers/watch/conflation.ts';
import { BUILT_INS, NAMES } from '../../../src/quick-pit/built-ins.ts';
import { QuickPit } from '../../../src/quick-pit/quick-pit.ts';

const MS_PER_SECOND = 1_000;
/** Interval at which src/workers/watch/cadence.ts repeats checkpoints. */
const CHECKPOINTS_EVERY_MS = 10_000;

export interface WatchersOptions {
  readonly students: number;
  readonly seconds: number;
  readonly seed: number;
}

/** @returns the report, line by line. @throws Error when a watcher's replica differs from the full feed's */
export function runWatchersBench({ students, seconds, seed }: WatchersOptions): readonly string[] {
  const full = new FullFeed();
  const frames: Recorded[] = [];
  const pit = new QuickPit(studentBots(students), seed, [], { isWholeStream: true });
  pit.onEvents = (events) => {
    frames.push({ atMs: pit.nowMs, events });
    full.send(events);
  };
  pit.run(seconds * MS_PER_SECOND, MS_PER_SECOND, () => {});
  const perSecond = (bytes: number) => `${(bytes / seconds / 1_000).toFixed(1).padStart(7)} kB/s`;
  const lines = EVERY_MS.map((everyMs) => {
    const feed = conflate(frames, everyMs, pit.replica);
    const busy = ((feed.busyMs / seconds / MS_PER_SECOND) * 100).toFixed(1);
    return `  ?every=${String(everyMs).padEnd(5)} ${perSecond(feed.plain)}, compressed ${perSecond(feed.deflated)}; one processor ${busy} % busy`;
  });
  const trades = pit.state.nextTradeId - 1;
  return [
    `seed ${seed}: ${students} students for ${seconds} s, ${trades.toLocaleString('en')} trades, ${(full.events / seconds).toFixed(0)} events/s`,
    `  full feed    ${perSecond(full.plain)}`,
    ...lines,
  ];
}

interface Recorded {
  readonly atMs: number;
  readonly events: readonly MarketEvent[];
}

class FullFeed {
  plain = 0;
  events = 0;

  send(events: readonly MarketEvent[]): void {
    this.plain += textFrames([Buffer.from(JSON.stringify(events))]).length;
    this.events += events.length;
  }
}

/** @param truth replica of the full feed */
function conflate(frames: readonly Recorded[], everyMs: number, truth: Replica) {
  // The deflater's time stands still, so every frame is compressed.
  const deflater = new FrameDeflater(() => 0);
  const watcher = new Replica();
  const feed = { plain: 0, deflated: 0, busyMs: 0 };
  const send = (events: readonly unknown[]) => {
    const payload = Buffer.from(JSON.stringify(events));
    feed.deflated += deflatedFrames([payload], deflater).length;
    feed.plain += textFrames([payload]).length;
    watcher.apply(parseFrame(String(payload)));
  };
  const startMs = performance.now();
  let conflation: Conflation | null = null;
  let [seq, tickMs, checkpointMs] = [0, 0, 0];
  const tick = () => {
    const frame = conflation?.take(seq) ?? null;
    if (frame !== null) send(frame);
  };
  for (const { atMs, events } of frames) {
    for (; tickMs <= atMs; tickMs += everyMs) tick();
    // The worker reads text as well.
    const isCheckpoint = parseFrame(JSON.stringify(events))[0]?.type === 'exchange_status';
    if (isCheckpoint) tick();
    seq = events.at(-1)?.seq ?? seq;
    conflation?.add(events);
    if (!isCheckpoint || atMs < checkpointMs) continue;
    send(events);
    conflation?.take(seq);
    conflation ??= new Conflation(events, seq);
    checkpointMs = atMs + CHECKPOINTS_EVERY_MS;
  }
  tick();
  feed.busyMs = performance.now() - startMs;
  if (bookOf(watcher) !== bookOf(truth)) throw new Error(`?every=${everyMs} led to another market`);
  return feed;
}

function bookOf(replica: Replica): string {
  const { markets, trades, seq } = replicaState(replica);
  return JSON.stringify({ seq, markets, trades: trades.length });
}

/** Bots with the built-in strategies in turn. */
function studentBots(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const strategy = NAMES[index % NAMES.length] ?? '';
    return {
      name: `student-${index + 1}`,
      strategy: BUILT_INS[strategy] as NonNullable<(typeof BUILT_INS)[string]>,
    };
  });
}
