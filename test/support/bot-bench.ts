/** Bots in a pit, and the files of their strategies. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MarketEvent } from '../../src/contract/events.ts';
import { Bench, type Worker } from './workers.ts';

export class BotBench extends Bench {
  ports = { orders: 0, relay: 0 };

  /** @returns the exchange of a new pit, in which bots trade from now on */
  async startPit(): Promise<Worker> {
    const { exchange, orders, events } = await this.open();
    const { relay = 0 } = await this.relay(events).ready();
    this.ports = { orders, relay };
    return exchange;
  }

  bot(strategy: string, ...args: string[]): Worker {
    const { relay, orders } = this.ports;
    const urls = ['--relay', `ws://127.0.0.1:${relay}`, '--orders', `ws://127.0.0.1:${orders}`];
    return this.worker('bot', strategy, ...urls, ...args);
  }

  /** @returns the path of a new file with these lines */
  write(name: string, ...lines: string[]): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, lines.join('\n'));
    return path;
  }
}

/** Recognizes the update of a bid. @param quantity 0: the last order at its price is gone */
export const bidOf = (price: number, quantity: number) => (event: MarketEvent) =>
  event.type === 'book_update' && event.bids.some((level) => level[0] === price && level[1] === quantity);
