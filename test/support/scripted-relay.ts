/** A relay that plays a scripted market: every client gets a checkpoint on joining, and the stream from there. */
import type { MarketEvent } from '../../src/contract/events.ts';
import { ScriptedMarket, type MarketOptions } from './scripted-market.ts';
import { listeningServer } from './web-socket-server.ts';

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

export async function startScriptedRelay(options: RelayOptions = {}): Promise<ScriptedRelay> {
  const market = new ScriptedMarket(options);
  for (let step = 0; step < (options.warmUpSteps ?? 0); step += 1) market.step();
  const { server, url, close } = await listeningServer(options.port);
  let steps = 0;
  const send = (events: readonly MarketEvent[]) => {
    const frame = JSON.stringify(events);
    for (const client of server.clients) client.send(frame);
  };
  const step = () => {
    market.setTime(Date.now() * 1_000);
    steps += 1;
    send(steps % (options.stepsPerCheckpoint ?? 10) === 0 ? market.checkpoint() : market.step());
  };
  // One stream for all: a new client shares the checkpoint that everyone gets.
  server.on('connection', () => send(market.checkpoint()));
  const stepMs = options.stepMs ?? 100;
  let clock = setInterval(step, stepMs);
  return {
    url,
    market,
    step,
    pause: () => clearInterval(clock),
    resume: () => {
      clearInterval(clock);
      clock = setInterval(step, stepMs);
    },
    drop: (code = 1001) => {
      for (const client of server.clients) client.close(code);
    },
    close: () => {
      clearInterval(clock);
      return close();
    },
  };
}
