/** The state that the bot's main thread shares with its watchdog: turns of the event loop, and the running callback. */

/** Nothing of the strategy's own. */
export const NOTHING = 'nothing';

/** What of the strategy may be running. */
export const ACTIVITIES = [
  NOTHING,
  'loading the file',
  'nextOrder',
  'onStart',
  'onStop',
  'onFill',
  'onOrder',
  'onReject',
  'onTrade',
  'onBook',
  'onTimer',
  'onPosition',
  'onLiquidation',
  'state',
  'restore',
] as const;
export type Activity = (typeof ACTIVITIES)[number];

/** What the two threads share: how often the event loop has turned, and the activity's place in ACTIVITIES. */
export const [BEATS, ACTIVITY] = [0, 1] as const;

/** What the thread is given. */
export interface WatchdogData {
  readonly shared: Int32Array;
  readonly memoryBytesMax: number;
  /** Whether a supervisor reads standard output. */
  readonly hasParent: boolean;
}
