/**
 * Every worker of Botpit and its entry file. The build, the supervisor and the command line read this
 * table, so a new worker needs one line here; `test/runtime/workers.test.ts` compares the table with `src/workers`.
 */

/** Entry files by the worker's name on the command line, which is also the name of the built file. */
export const WORKER_ENTRIES = {
  headless: 'src/headless/index.ts',
  exchange: 'src/workers/exchange/index.ts',
  relay: 'src/workers/relay/index.ts',
  watch: 'src/workers/watch/index.ts',
  history: 'src/workers/history/index.ts',
  bot: 'src/workers/bot/index.ts',
  crowd: 'src/workers/crowd/index.ts',
  'index-feed': 'src/workers/index-feed/index.ts',
  replay: 'src/workers/replay/index.ts',
  'pack-session': 'src/workers/pack-session/index.ts',
  'verify-session': 'src/workers/verify-session/index.ts',
  'export-events': 'src/workers/export-events/index.ts',
  play: 'src/workers/play/index.ts',
  lab: 'src/workers/lab/index.ts',
  'lab-worker': 'src/workers/lab-worker/index.ts',
} as const;

export type WorkerName = keyof typeof WORKER_ENTRIES;
export const WORKER_NAMES = Object.keys(WORKER_ENTRIES) as readonly WorkerName[];

/** Entry files of threads and processes that a worker starts. */
export const PART_ENTRIES = {
  'exchange-snapshots': 'src/session/journal/snapshot-thread.ts',
  'session-unpacking': 'src/session/journal/unpack-thread.ts',
  'parent-watch': 'src/runtime/parent-watch-thread.ts',
  'bot-watchdog': 'src/workers/bot/watchdog-thread.ts',
  'lab-run': 'src/lab/run-process.ts',
  'lab-api': 'src/lab/api.ts',
} as const;
