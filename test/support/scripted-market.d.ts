/**
 * A made-up market for tests of the monitor: the same seed and options give the same events. It matches nothing; it only
 * looks like a pit, and keeps what the replica and a viewer rely on: `seq` without holes, a book that is not crossed,
 * trades at its best prices, positions that follow from the trades.
 */
import type { MarketEvent } from '../../src/contract/events.ts';
import { type Instrument } from '../../src/contract/instrument.ts';
export interface MarketOptions {
    readonly seed?: number;
    readonly instrument?: Instrument;
    readonly accounts?: readonly string[];
    /** Levels on each side of the book. */
    readonly levels?: number;
    readonly epoch?: string;
    readonly warnings?: readonly string[];
    /** Exchange time of the first event, in microseconds. */
    readonly startMicros?: number;
    /** Make the first account's position be liquidated at this step. */
    readonly liquidateAtStep?: number;
    /** What each account came with, 100,000 unless told. */
    readonly deposit?: number;
    /** How much money the checkpoints' deposits lack: 0 for books that balance. */
    readonly missing?: number;
}
export declare class ScriptedMarket {
    #private;
    readonly instrument: Instrument;
    readonly accounts: readonly string[];
    constructor(options?: MarketOptions);
    /** Set exchange time, for a market that is played live. */
    setTime(micros: number): void;
    /** Of the newest event. */
    get seq(): number;
    get mark(): number;
    /** What a client that joins is sent, and every client once a second. */
    checkpoint(): readonly MarketEvent[];
    /** A tenth of a second of market: the book moves, sometimes someone trades. */
    step(): readonly MarketEvent[];
}
