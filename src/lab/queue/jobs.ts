/** A lab's jobs on the server, which a worker takes without waiting. The client's `next` waits for a second or more. */
import type { NatsConnection } from '@nats-io/transport-node';

/** Longest wait for the server's reply. */
const ANSWER_TIMEOUT_MS = 5_000;
const NO_MESSAGES = 404;
const REQUEST = JSON.stringify({ batch: 1, no_wait: true });
/** The server delivers a job under its own subject, which only a separate inbox receives. */
const OPTIONS = { timeout: ANSWER_TIMEOUT_MS, noMux: true };
/** Number of words in the reply address of a delivery, and the place of its number, without and with a domain. */
const ADDRESS_WORDS = 9;
const DELIVERY_AT = { plain: 4, withDomain: 6 };

/** A job that the server has delivered to this worker. */
export interface TakenJob {
  readonly data: Uint8Array;
  /** Number of times that the server has delivered it. */
  readonly deliveryCount: number;
  /** Renews the claim. */
  working(): void;
  /** Removes the job from the server. */
  ack(): void;
}

export class Jobs {
  readonly #connection: NatsConnection;
  readonly #subject: string;

  /** @param consumer name of the workers' consumer */
  constructor(connection: NatsConnection, stream: string, consumer: string) {
    this.#connection = connection;
    this.#subject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;
  }

  /**
   * @returns null when no job waits for a worker
   * @throws Error of the server, which does not answer after the lab has ended
   */
  async take(): Promise<TakenJob | null> {
    const { headers, data, reply } = await this.#connection.request(this.#subject, REQUEST, OPTIONS);
    if (headers?.code === NO_MESSAGES) return null;
    if (reply === undefined) throw new Error(headers?.description || 'the server delivers no jobs');
    const answer = (text: string) => () => this.#connection.publish(reply, text);
    return { data, deliveryCount: deliveryOf(reply), working: answer('+WPI'), ack: answer('+ACK') };
  }
}

/** Number of the delivery, from its reply address: `$JS.ACK.STREAM.CONSUMER.DELIVERY.…`. */
function deliveryOf(reply: string): number {
  const words = reply.split('.');
  return Number(words[words.length === ADDRESS_WORDS ? DELIVERY_AT.plain : DELIVERY_AT.withDomain]);
}
