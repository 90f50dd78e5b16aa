/**
 * An operator's connection that sets an index price. The source begins with the first login. A price that comes while
 * the gateway cannot be reached is sent after the next login.
 */
import type { Instrument } from '../../contract/instrument.ts';
import type { Reply, Welcome } from '../../contract/orders.ts';
import { GatewaySession } from '../../net/gateway-session.ts';
import type { Trust } from '../../net/trust.ts';
import { EXIT_SETUP } from '../../runtime/exit-codes.ts';
import type { Running, WorkerFrame } from '../../runtime/worker-frame.ts';
import { afterTimeout, type Source } from './source.ts';

export interface IndexFeedOptions {
  readonly orders: string;
  readonly account: string;
  readonly token: string | undefined;
  readonly trust: Trust | null;
  /** Instrument whose index price is set. Undefined: the exchange's first one. */
  readonly symbol: string | undefined;
  readonly sourceFor: (instrument: Instrument) => Source;
}

export class IndexFeed implements Running {
  readonly #options: IndexFeedOptions;
  readonly #frame: WorkerFrame;
  readonly #session: GatewaySession;
  #instrument: Instrument | undefined;
  #price: number | undefined;
  #endSource: () => void = () => {};

  constructor(options: IndexFeedOptions, frame: WorkerFrame) {
    const { orders: url, account, token, trust } = options;
    this.#options = options;
    this.#frame = frame;
    this.#session = new GatewaySession({
      url,
      account,
      token,
      trust,
      log: frame.log,
      onWelcome: (welcome) => this.#welcomed(welcome),
      onReply: (reply) => this.#replied(reply),
      onLost: () => {},
      onRefused: (reason) => this.#fail(reason),
    });
  }

  async stop(): Promise<void> {
    this.#endSource();
    await this.#session.close();
  }

  #welcomed({ instruments }: Welcome): void {
    if (this.#instrument !== undefined) return this.#send();
    const { symbol = instruments[0]?.symbol, sourceFor } = this.#options;
    const instrument = instruments.find((one) => one.symbol === symbol);
    if (instrument === undefined) {
      const known = instruments.map((one) => one.symbol).join(', ');
      return this.#fail(`--symbol ${symbol} is not traded here; there is ${known}`);
    }
    this.#instrument = instrument;
    this.#endSource = sourceFor(instrument)(
      {
        price: (price) => {
          this.#price = price;
          this.#send();
        },
        warn: this.#frame.log.warn,
        end: () => this.#frame.log.info('the prices are over; the index stays at the last one'),
      },
      afterTimeout,
    );
    this.#frame.announce({ event: 'ready', symbol: instrument.symbol });
  }

  #send(): void {
    if (this.#instrument === undefined || this.#price === undefined) return;
    this.#session.send({ type: 'set_index', symbol: this.#instrument.symbol, price: this.#price });
  }

  #replied(reply: Exclude<Reply, Welcome>): void {
    if (reply.type !== 'order_rejected' && reply.type !== 'error') return;
    if (reply.code === 'NOT_ALLOWED') return this.#fail(`${reply.reason} (${reply.code})`);
    this.#frame.log.warn(`the index price is refused: ${reply.reason} (${reply.code})`);
  }

  #fail(reason: string): void {
    this.#frame.log.error(reason.endsWith('.') ? reason : `${reason}.`);
    this.#frame.stop(EXIT_SETUP);
  }
}
