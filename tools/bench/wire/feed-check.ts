/** A reader of the relay that checks `seq` without parsing: it reads the first and the last `seq` of each frame. */
import { RawClient } from './raw-client.ts';

export class FeedCheck {
  frames = 0;
  events = 0;
  holes = 0;
  /** Delay from the exchange's stamp of a frame's last event to its arrival here, in milliseconds. */
  delays: number[] = [];
  /** Stamps of the checkpoints, in microseconds. */
  checkpoints: number[] = [];
  /** `seq` of the last event that has arrived. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  readonly #isTimed: boolean;
  #lastSeq = 0;
  #client!: RawClient;

  private constructor(isTimed: boolean) {
    this.#isTimed = isTimed;
  }

  /** @param isTimed true: keep delays and checkpoints; a few of many readers suffice */
  static async connect(port: number, isTimed = true): Promise<FeedCheck> {
    const check = new FeedCheck(isTimed);
    check.#client = await RawClient.connect(port, (payload) => check.#frame(payload));
    return check;
  }

  /** Reset the counts. */
  reset(): void {
    this.frames = 0;
    this.events = 0;
    this.delays = [];
    this.checkpoints = [];
  }

  /** Delay of each checkpoint beyond `everyMs` after the previous one, in milliseconds, sorted. */
  lateness(everyMs: number): Float64Array {
    const gaps = this.checkpoints.slice(1).map((time, n) => (time - (this.checkpoints[n] as number)) / 1_000);
    return Float64Array.from(gaps, (gap) => gap - everyMs).sort();
  }

  close(): void {
    this.#client.close();
  }

  #frame(payload: Buffer): void {
    const first = numberAfter(payload, '"seq":', payload.indexOf('"seq":'));
    const lastAt = payload.lastIndexOf('"seq":');
    const last = numberAfter(payload, '"seq":', lastAt);
    if (this.#lastSeq !== 0 && first !== this.#lastSeq + 1) this.holes += 1;
    this.events += last - (this.#lastSeq === 0 ? first - 1 : this.#lastSeq);
    this.frames += 1;
    this.#lastSeq = last;
    if (this.#isTimed) this.#time(payload, lastAt);
  }

  #time(payload: Buffer, lastAt: number): void {
    const stamp = numberAfter(payload, '"time":', payload.indexOf('"time":', lastAt));
    if (payload.includes('[{"type":"exchange_status"')) {
      this.checkpoints.push(numberAfter(payload, '"time":', payload.indexOf('"time":')));
    }
    this.delays.push(performance.timeOrigin + performance.now() - stamp / 1_000);
  }
}

function numberAfter(payload: Buffer, name: string, at: number): number {
  return Number.parseInt(payload.toString('latin1', at + name.length, at + name.length + 20), 10);
}
