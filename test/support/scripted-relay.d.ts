import { ScriptedMarket, type MarketOptions } from './scripted-market.ts';
export interface RelayOptions extends MarketOptions {
    /** 0 takes a free one. */
    readonly port?: number;
    readonly stepMs?: number;
    readonly stepsPerCheckpoint?: number;
    /** Steps to play before anyone listens, so that positions have a past. */
    readonly warmUpSteps?: number;
}
export interface ScriptedRelay {
    readonly url: string;
    readonly market: ScriptedMarket;
    /** Send a step now, beside the clock. */
    step(): void;
    /** Stop the clock: connected, but silent. */
    pause(): void;
    resume(): void;
    /** Close every client's connection. */
    drop(code?: number): void;
    close(): Promise<void>;
}
export declare function startScriptedRelay(options?: RelayOptions): Promise<ScriptedRelay>;
