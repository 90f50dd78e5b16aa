/** The state that the bot's main thread shares with its watchdog: signs of life, and the running callback. */

/** Activity while no strategy code runs. */
export const NOTHING = 'nothing';

/** The strategy code that may be running. */
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

/** Indices in the shared state: the number of signs of life, and the index of the activity in ACTIVITIES. */
export const [BEATS, ACTIVITY] = [0, 1] as const;

/** Input of the thread. */
export interface WatchdogData {
  readonly shared: Int32Array;
  readonly memoryBytesMax: number;
  /** Id of the process with which this one ends. Null: none. */
  readonly parent: number | null;
  /** True when a supervisor reads standard output. */
  readonly hasParent: boolean;
}
