/** The running export: its progress and its end. One export runs at a time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExportState, Outcome } from '../contract/pit-state.ts';

/** Longest wait for a cancelled export, which ends within a chunk of its file unless the disk hangs. */
const CLOSE_TIMEOUT_MS = 5_000;

export interface ExportWatch {
  readonly signal: AbortSignal;
  /** Called with the share that is complete, from 0 to 1. An export without such calls is too short to show. */
  readonly onProgress: (share: number) => void;
}

export class ExportRunner {
  readonly #onChange: () => void;
  #ending: AbortController | null = null;
  /** Resolves when the newest export has ended, in whatever way. */
  #ended: Promise<unknown> = Promise.resolve();
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
      const worked = work({ signal: ending.signal, onProgress: (share) => this.#update({ what, share }) });
      this.#ended = worked.catch(() => {});
      await worked;
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

  /** Cancels the export. @returns once it has deleted its unfinished files, or after `timeoutMs` */
  async close(timeoutMs = CLOSE_TIMEOUT_MS): Promise<void> {
    this.#ending?.abort();
    await Promise.race([this.#ended, sleep(timeoutMs, undefined, { ref: false })]);
  }

  #update(state: ExportState | null): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#onChange();
  }
}
