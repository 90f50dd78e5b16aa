/** A pit that publishes its events like the exchange: numbered, in decimals, with checkpoints. */
import type { MarketEvent } from '../../src/contract/events.ts';
import type { Instrument } from '../../src/contract/instrument.ts';
import type { TimeMicros } from '../../src/contract/units.ts';
import { isPublic } from '../../src/session/events/audience.ts';
import { EventStream } from '../../src/session/events/event-stream.ts';
import { Wire } from '../../src/session/events/wire.ts';
import type { TestPit } from './pit.ts';

export class PublishedPit {
  readonly pit: TestPit;
  readonly #stream: EventStream;
  readonly #clock: () => number;
  #published = 0;

  /** @param clock microseconds; by default it stands still, so that time reveals nothing */
  constructor(pit: TestPit, instruments: readonly Instrument[], clock = () => 1_700_000_000_000_000) {
    const identity = { epoch: 'published', checkpointMs: 1_000, instruments };
    this.pit = pit;
    this.#clock = clock;
    this.#stream = new EventStream(pit.state, new Wire(pit.state), identity, 0);
  }

  checkpoint(): readonly MarketEvent[] {
    return this.#stream.checkpoint(this.#time(), []);
  }

  /** The events of the commands since the last call, command by command. */
  commands(): readonly (readonly MarketEvent[])[] {
    const commands = this.pit.record.slice(this.#published);
    this.#published = this.pit.record.length;
    return commands.map(({ events }) => this.#stream.number(events.filter(isPublic), this.#time()));
  }

  #time(): TimeMicros {
    return this.#clock() as TimeMicros;
  }
}
