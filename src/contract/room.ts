/** A room: how the crowd of a pit behaves, and what happens in the market when. Files are in `resources/rooms`. */
import type { Side } from './orders.ts';

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

/** A request to the crowd at a moment of the timeline. */
export type CrowdEvent =
  /** The fair value jumps. */
  | { readonly type: 'fair_value'; readonly percent: number }
  /** Its makers take their quotes out of the book and stay away. */
  | { readonly type: 'withdraw'; readonly seconds: number }
  /** One of its accounts works a large order. */
  | {
      readonly type: 'whale';
      readonly side: Side;
      /** Of the instrument. */
      readonly quantity: number;
      readonly seconds: number;
    };

/** `outage`: the exchange is gone, and recovers. */
export type RoomEvent = CrowdEvent | { readonly type: 'outage'; readonly seconds: number };
export type TimedEvent = RoomEvent & {
  /** After the pit opens. */
  readonly atSeconds: number;
};

export interface Room {
  readonly name: string;
  readonly about: string;
  readonly mood: Mood;
  readonly events: readonly TimedEvent[];
  /** The timeline starts again after this many seconds; null: it runs once. */
  readonly repeatSeconds: number | null;
}

/** One that has happened. */
export interface RoomMark {
  /** Milliseconds since the Unix epoch. */
  readonly timeMs: number;
  readonly text: string;
}

/** In a few words, as the chart shows it. */
export function describeEvent(event: RoomEvent): string {
  switch (event.type) {
    case 'fair_value':
      return `fair value ${event.percent > 0 ? '+' : '−'}${Math.abs(event.percent)} %`;
    case 'withdraw':
      return `makers withdraw for ${event.seconds} s`;
    case 'whale':
      return `a whale ${event.side === 'buy' ? 'buys' : 'sells'} ${event.quantity} over ${event.seconds} s`;
    case 'outage':
      return `exchange outage of ${event.seconds} s`;
  }
}
