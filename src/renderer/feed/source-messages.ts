/** Messages between the window and its source of market data, which runs on a separate thread. */
import type { ReplicaPlace } from '../../contract/replica.ts';
import type { BooksView } from './books-balance.ts';
import type { Connection } from './connection.ts';
import type { PackedEvents } from './packed-events.ts';

export type ToSource =
  | { readonly type: 'follow'; readonly url: string | null; readonly order: number; readonly forget: boolean }
  | { readonly type: 'retry_now' }
  /** The window has shown the last digest and requests the next one. */
  | { readonly type: 'take_next' }
  | { readonly type: 'frames_of_trade'; readonly tradeId: number; readonly question: number };

/** `order` is the number of the last `follow` that the source has carried out. */
export type FromSource =
  | { readonly type: 'connection'; readonly order: number; readonly connection: Connection }
  /** JSON of a `Digest`. Passing and reading text takes half the time of objects. */
  | { readonly type: 'digest'; readonly order: number; readonly text: string }
  /** JSON of the `Past` of the market that the source follows, or `null` if the relay has none. */
  | { readonly type: 'past'; readonly order: number; readonly text: string }
  /** JSON of its `PastIncidents`, after its `Past`. */
  | { readonly type: 'incidents'; readonly order: number; readonly text: string }
  | {
      readonly type: 'frames';
      readonly question: number;
      readonly texts: readonly string[] | undefined;
    };

/** All events since the last digest. Events in quick succession are folded together. */
export interface Digest {
  /** Number of events and characters that the relay sent for the digest. */
  readonly received: { readonly events: number; readonly characters: number };
  readonly parts: readonly DigestPart[];
  /** Position of the source's replica in the stream. */
  readonly place: ReplicaPlace;
  /** Extremes of equity between the folded updates. */
  readonly extremes: readonly EquityExtremes[];
  /** Result of the books check. Absent: there was no checkpoint. */
  readonly books?: BooksView;
}

export interface DigestPart {
  /** True when the part begins with a checkpoint that replaces everything before it. */
  readonly isFresh: boolean;
  readonly events: PackedEvents;
  /** Time of its newest event, in microseconds since the Unix epoch. */
  readonly time: number;
}

export type EquityExtremes = readonly [account: string, peak: number, maxDrawdown: number];

export interface SourcePort {
  send(message: ToSource): void;
}
