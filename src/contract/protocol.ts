/** The fixed numbers of the wire protocol. Source: docs/protocol.md. */

export const PROTOCOL_VERSION = 1;

/** TCP ports on which a pit listens by default. */
export const DEFAULT_PORTS = { orders: 9001, events: 9002, relay: 9010, watch: 9011, history: 9012 } as const;

/** Largest frame that the order gateway reads; a longer one closes the connection with 1009. */
export const FRAME_BYTES_MAX = 64 * 1024;

/** Largest frame before the login; a longer one closes the connection with 1009. */
export const LOGIN_FRAME_BYTES_MAX = 4 * 1024;

/** Largest number of accounts that one exchange opens. */
export const ACCOUNTS_MAX = 10_000;

/** Largest number of live orders of one account. An exchange can be configured to allow fewer. */
export const OPEN_ORDERS_MAX = 10_000;

/**
 * Number of live orders of all accounts at which each account may only have its share. An exchange can be configured to
 * allow fewer.
 */
export const TOTAL_ORDERS_MAX = 300_000;

/** Longest texts in a request, in UTF-16 code units. */
export const TEXT_LENGTH_MAX = { clientOrderId: 36, symbol: 24, requestId: 64 } as const;

/** Bytes that may wait for one slow reader. With more, the exchange closes the connection with 1013. */
export const BACKPRESSURE_BYTES_MAX = 8 * 1024 * 1024;

/**
 * Number of orders on each side of a book that a checkpoint names, best first. Deeper ones are unknown until they
 * change.
 */
export const BOOK_ORDERS_MAX = 200;

/** Milliseconds between two frames of the conflated feed: the values that `?every=` accepts. */
export const EVERY_MS = [50, 100, 250, 500, 1_000] as const;
export type EveryMs = (typeof EVERY_MS)[number];

/** Interval that the monitor in a browser requests. */
export const WATCH_EVERY_MS = 100 satisfies EveryMs;

/** Paths of the web server of a headless pit: the leaderboard, and the QR code of its address. */
export const BOARD_PATH = '/board';
export const JOIN_PATH = '/join.svg';

/** The server pings every peer this often, and closes one that stays silent for twice as long. */
export const PING_INTERVAL_MS = 15_000;

/** Shortest time between two updates of a position when only its mark price moved. */
export const REVALUE_INTERVAL_MS = 250;

/** WebSocket close codes to which the protocol gives a meaning. Source: RFC 6455 section 7.4 and the IANA registry. */
export const CLOSE = {
  goingAway: 1001,
  unsupportedData: 1003,
  policyViolation: 1008,
  tooBig: 1009,
  tryAgainLater: 1013,
} as const;

/** Origin of the monitor's own window, the only page that may open a socket to a pit. */
export const MONITOR_ORIGIN = 'botpit://monitor';
