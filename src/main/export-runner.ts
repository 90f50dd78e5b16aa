/** The running export: its progress and its cancellation. One export runs at a time. */
import type { ExportState, Outcome } from '../contract/pit-state.ts';

export interface ExportWatch {
  readonly signal: AbortSignal;
  /** Called with the share that is complete, from 0 to 1. An export without such calls is too short to show. */
  readonly onProgress: (share: number) => void;
}

export class ExportRunner {
  readonly #onChange: () => void;
  #ending: AbortController | null = null;
  #state: ExportState | null = null;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get state(): ExportState | null {
    return this.#state;
  }

  /** Runs an export. Rejects as the work does. @param what names of the files @returns false when it was cancelled */
  async run(what: string, work: (watch: ExportWatch) => Promise<void>): Promise<boolean> {
    if (this.#ending !== null)
      throw new Error('Another export is under way: wait until it is done, or cancel it.');
    const ending = new AbortController();
    this.#ending = ending;
    try {
      await work({ signal: ending.signal, onProgress: (share) => this.#update({ what, share }) });
      return true;
    } catch (error) {
      if (ending.signal.aborted) return false;
      throw error;
    } finally {
      this.#ending = null;
      this.#update(null);
    }
  }

  cancel(): Outcome {
    if (this.#ending === null) return { ok: false, reason: 'No export is under way.' };
    this.#ending.abort();
    return { ok: true };
  }

  #update(state: ExportState | null): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#onChange();
  }
}
