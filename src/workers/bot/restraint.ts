/**
 * Keeps a bot from flooding the gateway with orders that it rejects.
 *
 * 1. Consecutive attempts that are rejected with the same code make the bot wait: after the third one, and twice as
 *    long after each further one. Orders that were sent before the last rejection arrived belong to its attempt: a
 *    ladder of forty rejected orders is a single attempt.
 * 2. While the bot waits, its strategy places no order, but cancels pass. The first accepted order ends the wait.
 * 3. Orders without a reply and those rejected within the last second are at most 50 together. Further orders queue, in
 *    order with every other request, until replies make room. No second therefore has more than 50 rejections.
 */
import type { RejectCode, Reply, Request, Welcome } from '../../contract/orders.ts';

export const REFUSED_PER_SECOND_MAX = 50;
export const FREE_ATTEMPTS = 2;
export const FIRST_WAIT_MS = 100;
export const WAIT_MS_MAX = 30_000;
const SECOND_MS = 1_000;
/** Codes that give no reason to wait: the order had ended before the change arrived. */
const HARMLESS: ReadonlySet<RejectCode> = new Set(['UNKNOWN_ORDER']);

/** A request with the id under which its reply comes. */
export type Sent = Exclude<Request, { type: 'login' }> & { readonly requestId: string };

export interface RestraintOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** @returns false when the gateway cannot be reached */
  readonly send: (request: Request) => boolean;
  /** Called when a queued order will not be sent. */
  readonly onDropped: (request: Sent, code: RejectCode, reason: string) => void;
  /** Called once for each period of waiting. */
  readonly onWait: (text: string) => void;
}

export class Restraint {
  readonly #options: RestraintOptions;
  /** Orders without a reply, each with its number among all sent orders. */
  readonly #unanswered = new Map<string, number>();
  readonly #line: Sent[] = [];
  /** Times at which the newest rejections arrived, oldest first. */
  readonly #refusedAtMs: number[] = [];
  #sent = 0;
  #code: RejectCode | undefined;
  #attempts = 0;
  /** Number of the last sent order that belongs to a counted attempt. */
  #counted = 0;
  #untilMs = -Infinity;
  #hasWarned = false;

  constructor(options: RestraintOptions) {
    this.#options = options;
  }

  /**
   * Code of the rejections while the bot holds back, from the third rejected attempt to the first accepted order.
   * Undefined: it does not.
   */
  get waitingFor(): RejectCode | undefined {
    return this.#attempts > FREE_ATTEMPTS || this.#isSpent ? this.#code : undefined;
  }

  /** True while the strategy may not place orders. */
  get isWaiting(): boolean {
    return this.#options.now() < this.#untilMs || this.#isSpent;
  }

  /** Why an order is not sent now. Undefined: it may be sent. */
  refusalOf({
    type,
  }: Pick<Request, 'type'>): { readonly code: RejectCode; readonly reason: string } | undefined {
    if (!isOrder(type) || !this.isWaiting || this.#code === undefined) return undefined;
    return { code: this.#code, reason: this.#reason };
  }

  /** @returns false when the gateway cannot be reached */
  send(request: Sent): boolean {
    if (this.#line.length === 0 && !(isOrder(request.type) && this.#isFull)) return this.#leave(request);
    this.#line.push(request);
    return true;
  }

  /** Call it before the strategy gets the reply. */
  replied(reply: Exclude<Reply, Welcome>): void {
    const requestId = 'requestId' in reply ? reply.requestId : undefined;
    const order = requestId === undefined ? undefined : this.#unanswered.get(requestId);
    if (requestId === undefined || order === undefined) return;
    this.#unanswered.delete(requestId);
    if (reply.type === 'order_rejected' || reply.type === 'error') this.#refused(order, reply.code);
    else this.#accepted();
  }

  /** Call it afterwards. Sends queued requests for which there is room. */
  advance(): void {
    for (let next = this.#line[0]; next !== undefined; next = this.#line[0]) {
      const refusal = this.refusalOf(next);
      if (refusal === undefined && isOrder(next.type) && this.#isFull) return;
      this.#line.shift();
      if (refusal === undefined) this.#leave(next);
      else this.#options.onDropped(next, refusal.code, refusal.reason);
    }
  }

  /** Forgets the requests in progress, which a new connection has lost. */
  restart(): void {
    this.#unanswered.clear();
    this.#line.length = 0;
  }

  get #isFull(): boolean {
    return this.#unanswered.size + this.#refusedLately >= REFUSED_PER_SECOND_MAX;
  }

  get #isSpent(): boolean {
    return this.#refusedLately >= REFUSED_PER_SECOND_MAX;
  }

  get #refusedLately(): number {
    if (this.#refusedAtMs.length === 0) return 0;
    const since = this.#options.now() - SECOND_MS;
    while ((this.#refusedAtMs[0] ?? Infinity) <= since) this.#refusedAtMs.shift();
    return this.#refusedAtMs.length;
  }

  get #reason(): string {
    return `The exchange refused ${this.#attempts} attempts in a row with ${this.#code}; the bot waits before the next one.`;
  }

  #leave(request: Sent): boolean {
    if (!this.#options.send(request)) return false;
    if (isOrder(request.type)) this.#unanswered.set(request.requestId, (this.#sent += 1));
    return true;
  }

  #accepted(): void {
    this.#attempts = 0;
    this.#untilMs = -Infinity;
    this.#hasWarned = false;
  }

  #refused(order: number, code: RejectCode): void {
    const nowMs = this.#options.now();
    this.#refusedAtMs.push(nowMs);
    if (order > this.#counted && !HARMLESS.has(code)) this.#count(code, nowMs);
    if (this.isWaiting) this.#warn();
  }

  #count(code: RejectCode, nowMs: number): void {
    this.#attempts = code === this.#code ? this.#attempts + 1 : 1;
    this.#code = code;
    this.#counted = this.#sent;
    const excess = this.#attempts - FREE_ATTEMPTS;
    if (excess > 0) this.#untilMs = nowMs + Math.min(WAIT_MS_MAX, FIRST_WAIT_MS * 2 ** (excess - 1));
  }

  #warn(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const longest = WAIT_MS_MAX / SECOND_MS;
    this.#options.onWait(
      `waiting: ${this.#code}. It tries again after ${FIRST_WAIT_MS} ms and then ever more rarely, at last every ${longest} s.`,
    );
  }
}

function isOrder(type: Request['type']): boolean {
  return type === 'place_order' || type === 'amend_order';
}
