/** A room: how the crowd of a pit behaves, and what happens in the market when. Files are in `resources/rooms`. */
import type { Instrument } from './instrument.ts';
import type { Side } from './orders.ts';
import type { PhaseAction } from './phases.ts';

/** How a crowd differs from the usual one; 1 is as usual. */
export interface Mood {
  /** Of the fair value. */
  readonly volatility: number;
  /** Of the fair value, basis points a minute; negative: down. */
  readonly driftBp: number;
  /** Sizes of the quotes of makers and patient traders. */
  readonly depth: number;
  /** How often informed traders look. */
  readonly informed: number;
}

export const USUAL_MOOD: Mood = { volatility: 1, driftBp: 0, depth: 1, informed: 1 };

/** An instrument of the room; absent: the first one, for `withdraw` and `halt` all. */
interface OfInstrument {
  readonly symbol?: string | undefined;
}

/** A request to the crowd at a moment of the timeline. */
export type CrowdEvent = OfInstrument &
  (
    | /** The fair value jumps. */ {
        readonly type: 'fair_value';
        readonly percent: number;
      } /** Its makers take their quotes out of the book and stay away. */
    | { readonly type: 'withdraw'; readonly seconds: number }
    | /** One of its accounts works a large order. */ {
        readonly type: 'whale';
        readonly side: Side;
        /** Of the instrument. */
        readonly quantity: number;
        readonly seconds: number;
      }
  );

export type RoomEvent =
  | CrowdEvent
  /** Trading stops, and reopens after so many seconds. */
  | (OfInstrument & { readonly type: 'halt'; readonly seconds: number })
  /** The exchange is gone, and recovers. */
  | { readonly type: 'outage'; readonly seconds: number };
export type TimedEvent = RoomEvent & {
  /** After the pit opens. */
  readonly atSeconds: number;
};

/** How the fair value of an instrument follows that of others. */
export interface Basket {
  /** Units of each part, by symbol. */
  readonly parts: Readonly<Record<string, number>>;
  /** Deviation of the premium over the parts, basis points, and how soon half of it is gone. */
  readonly premiumBp: number;
  readonly halfLifeSeconds: number;
}

/** Where a crowd trades. */
export interface CrowdPlace {
  readonly symbol: string;
  readonly basket?: Basket | undefined;
}

export interface Room {
  readonly name: string;
  readonly about: string;
  readonly mood: Mood;
  /** That the room's exchange trades; empty: those of the pit. */
  readonly instruments: readonly Instrument[];
  /** Where the crowd trades; empty: in the first instrument. */
  readonly places: readonly CrowdPlace[];
  readonly events: readonly TimedEvent[];
  /** The timeline starts again after this many seconds; null: it runs once. */
  readonly repeatSeconds: number | null;
}

/** A request of the pit to its exchange, over the channel between the two processes. */
export type ExchangeOrder =
  | { readonly type: 'note_room_event'; readonly text: string }
  /** Without a symbol: every instrument. */
  | (OfInstrument & { readonly type: 'set_phase'; readonly action: PhaseAction });

/** In a few words, as the chart shows it. */
export function describeEvent(event: RoomEvent): string {
  const text = describe(event);
  return 'symbol' in event && event.symbol !== undefined ? `${event.symbol}: ${text}` : text;
}

function describe(event: RoomEvent): string {
  switch (event.type) {
    case 'fair_value':
      return `fair value ${event.percent > 0 ? '+' : '−'}${Math.abs(event.percent)} %`;
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
