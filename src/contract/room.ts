/**
 * A room: how the crowd of a pit behaves, and what happens in the market at which time. The files are in
 * `resources/rooms`.
 */
import type { Instrument } from './instrument.ts';
import type { Side } from './orders.ts';
import type { PhaseAction } from './phases.ts';

/** Factors by which a crowd differs from the usual one, except for the drift. A factor of 1 is usual. */
export interface Mood {
  /** Factor on the volatility of the fair value. */
  readonly volatility: number;
  /** Drift of the fair value, in basis points per minute. Negative: down. */
  readonly driftBp: number;
  /** `drawn`: each crowd draws at its start whether it drifts up or down, so that nobody knows it. Absent: as given. */
  readonly driftDirection?: 'drawn' | undefined;
  /** Factor on the size of the quotes of makers and patient traders. */
  readonly depth: number;
  /** Factor on how often informed traders look at the market. */
  readonly informed: number;
}

export const USUAL_MOOD: Mood = { volatility: 1, driftBp: 0, depth: 1, informed: 1 };

/** Instrument of an event. Absent: the first one; for `withdraw` and `halt`: all. */
interface OfInstrument {
  readonly symbol?: string | undefined;
}

/** A request to the crowd at a moment of the timeline. */
export type CrowdEvent = OfInstrument & (FairValueJump | Withdrawal | Whale);

/** The fair value jumps. */
interface FairValueJump {
  readonly type: 'fair_value';
  readonly percent: number;
  /** `drawn`: the crowd draws the direction when it happens, so that nobody knows it before. Absent: as given. */
  readonly direction?: 'drawn' | undefined;
}

/** The crowd's makers take their quotes out of the book and stay away. */
interface Withdrawal {
  readonly type: 'withdraw';
  readonly seconds: number;
}

/** One of the crowd's accounts works a large order. */
interface Whale {
  readonly type: 'whale';
  readonly side: Side;
  /** Quantity in units of the instrument. */
  readonly quantity: number;
  readonly seconds: number;
}

export type RoomEvent =
  | CrowdEvent
  /** Trading stops for this many seconds. */
  | (OfInstrument & { readonly type: 'halt'; readonly seconds: number })
  /** The exchange is down for this many seconds, and then recovers. */
  | { readonly type: 'outage'; readonly seconds: number };
export type TimedEvent = RoomEvent & {
  /** Time after the opening of the pit. */
  readonly atSeconds: number;
};

/** How the fair value of one instrument follows that of others. */
export interface Basket {
  /** Units of each part, by symbol. */
  readonly parts: Readonly<Record<string, number>>;
  /** Standard deviation of the premium over the parts, in basis points, and the half-life of the premium. */
  readonly premiumBp: number;
  readonly halfLifeSeconds: number;
}

/** An instrument that a crowd trades. */
export interface CrowdPlace {
  readonly symbol: string;
  readonly basket?: Basket | undefined;
}

export interface Room {
  readonly name: string;
  readonly about: string;
  readonly mood: Mood;
  /** Instruments of the room's exchange. Empty: those of the pit. */
  readonly instruments: readonly Instrument[];
  /** Instruments that the crowd trades. Empty: the first one. */
  readonly places: readonly CrowdPlace[];
  readonly events: readonly TimedEvent[];
  /** The timeline starts again after this many seconds; null: it runs once. */
  readonly repeatSeconds: number | null;
}

/** A request of the pit to its exchange, over the channel between the two processes. */
export type ExchangeOrder =
  | { readonly type: 'note_room_event'; readonly text: string }
  /** Sets the phase of an instrument. Without a symbol: of every instrument. */
  | (OfInstrument & { readonly type: 'set_phase'; readonly action: PhaseAction });

/** Short description of an event, as the chart shows it. */
export function describeEvent(event: RoomEvent): string {
  const text = describe(event);
  return 'symbol' in event && event.symbol !== undefined ? `${event.symbol}: ${text}` : text;
}

function describe(event: RoomEvent): string {
  switch (event.type) {
    case 'fair_value':
      return `fair value ${signOf(event)}${Math.abs(event.percent)} %`;
    case 'withdraw':
      return `makers withdraw for ${event.seconds} s`;
    case 'whale':
      return `a whale ${event.side === 'buy' ? 'buys' : 'sells'} ${event.quantity} over ${event.seconds} s`;
    case 'halt':
      return `trading halts for ${event.seconds} s`;
    case 'outage':
      return `exchange outage of ${event.seconds} s`;
  }
}

function signOf({ percent, direction }: Extract<RoomEvent, { type: 'fair_value' }>): string {
  if (direction === 'drawn') return '±';
  return percent > 0 ? '+' : '−';
}
