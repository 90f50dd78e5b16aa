/** A pit whose public events are told as the exchange tells them: numbered, in decimals, with checkpoints. */
import type { MarketEvent } from '../../src/contract/events.ts';
import type { Instrument } from '../../src/contract/instrument.ts';
import type { TimeMicros } from '../../src/contract/units.ts';
import { divide } from '../../src/session/events/audience.ts';
import { EventStream } from '../../src/session/events/event-stream.ts';
import { Wire } from '../../src/session/events/wire.ts';
import type { TestPit } from './pit.ts';

export class ToldPit {
  readonly pit: TestPit;
  readonly #stream: EventStream;
  readonly #clock: () => number;
  #told = 0;

  /** @param clock microseconds; by default it stands still, so that nothing can be told from the time */
  constructor(pit: TestPit, instruments: readonly Instrument[], clock = () => 1_700_000_000_000_000) {
    const identity = { epoch: 'told', checkpointMs: 1_000, instruments };
    this.pit = pit;
    this.#clock = clock;
    this.#stream = new EventStream(pit.state, new Wire(pit.state), identity, 0);
  }

  checkpoint(): readonly MarketEvent[] {
    return this.#stream.checkpoint(this.#time(), []);
  }

  /** What the commands since the last call caused, each by itself. */
  commands(): readonly (readonly MarketEvent[])[] {
    const commands = this.pit.record.slice(this.#told);
    this.#told = this.pit.record.length;
    return commands.map(({ events }) => this.#stream.number(divide(events).all, this.#time()));
  }

  #time(): TimeMicros {
    return this.#clock() as TimeMicros;
  }
}
