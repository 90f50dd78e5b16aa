/** The messages between the window and its source of market data, which runs on a separate thread. */
import type { ReplicaPlace } from '../../contract/replica.ts';
import type { BooksView } from './books-balance.ts';
import type { Connection } from './connection.ts';
import type { PackedEvents } from './packed-events.ts';

export type ToSource =
  | { readonly type: 'follow'; readonly url: string | null; readonly order: number; readonly forget: boolean }
  | { readonly type: 'retry_now' }
  /** The window has shown the last digest and wants the next one. */
  | { readonly type: 'take_next' }
  | { readonly type: 'frames_of_trade'; readonly tradeId: number; readonly question: number };

/** `order` is that of the last `follow` that the source has carried out. */
export type FromSource =
  | { readonly type: 'connection'; readonly order: number; readonly connection: Connection }
  /** JSON of a `Digest`: passing and reading text takes half the time of objects. */
  | { readonly type: 'digest'; readonly order: number; readonly text: string }
  /** JSON of the `Past` of the market that the source follows. */
  | { readonly type: 'past'; readonly order: number; readonly text: string }
  /** JSON of its `PastIncidents`, after its `Past`. */
  | { readonly type: 'incidents'; readonly order: number; readonly text: string }
  | {
      readonly type: 'frames';
      readonly question: number;
      readonly texts: readonly string[] | undefined;
    };

/** All events since the last digest; events in quick succession are folded together. */
export interface Digest {
  /** The number of events and bytes that the relay sent for it. */
  readonly received: { readonly events: number; readonly characters: number };
  readonly parts: readonly DigestPart[];
  /** The source replica's place in the stream. */
  readonly place: ReplicaPlace;
  /** The extremes of equity between the folded updates. */
  readonly extremes: readonly EquityExtremes[];
  /** Absent: no checkpoint came. */
  readonly books?: BooksView;
}

export interface DigestPart {
  /** It begins with a checkpoint that replaces everything known before. */
  readonly isFresh: boolean;
  readonly events: PackedEvents;
  /** Of its newest event, in microseconds since the Unix epoch. */
  readonly time: number;
}

export type EquityExtremes = readonly [account: string, peak: number, maxDrawdown: number];

export interface SourcePort {
  send(message: ToSource): void;
}
