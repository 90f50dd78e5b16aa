/**
 * The open recorded session, if any: a separate player process under the same supervision as the pit's processes. After
 * a crash it resumes at the same place.
 */
import { basename } from 'node:path';
import { z } from 'zod';
import type { Outcome, PlaybackControl, PlaybackPosition, PlaybackState } from '../contract/pit-state.ts';
import { socketUrl } from './addresses.ts';
import type { Announcement } from './announcement.ts';
import { playerArgs, type PlayerStart, type WorkerSettings } from './worker-args.ts';
import { WorkerProcess, type Machine } from './worker-process.ts';

const moment = z.object({ time: z.number(), seq: z.number() });
/**
 * Schema of the player's position. The player belongs to this build, so another form would be a mistake of the build.
 */
const positionSchema = z.object({
  ...moment.shape,
  first: moment,
  last: moment,
  speed: z.union([z.number(), z.literal('max')]),
  state: z.enum(['playing', 'paused', 'ended', 'seeking']),
  isPaused: z.boolean(),
  problem: z.string().optional(),
});

export interface PlaybackOptions extends Machine {
  /** Absolute path of the player's script. */
  readonly script: string;
  readonly settings: WorkerSettings;
  readonly onChange: () => void;
}

export interface OpenPlayback {
  /** Absolute path of the session's folder. */
  readonly folder: string;
  readonly isRewind: boolean;
  readonly start: PlayerStart;
}

interface Open extends OpenPlayback {
  readonly process: WorkerProcess;
  port: number | undefined;
  position: PlaybackPosition | undefined;
}

export class Playback {
  readonly #options: PlaybackOptions;
  #open: Open | null = null;
  /** Counts the requests to open or close. Only the newest one counts, because a player takes a while to stop. */
  #asked = 0;

  constructor(options: PlaybackOptions) {
    this.#options = options;
  }

  get state(): PlaybackState | null {
    if (this.#open === null) return null;
    const { folder, isRewind, process, port, position } = this.#open;
    const { phase, reason } = process.state;
    const isOpen = phase === 'running' && port !== undefined;
    const hasFailed = phase === 'failed' || phase === 'stopped';
    return {
      session: basename(folder),
      isRewind,
      phase: isOpen ? 'open' : hasFailed ? 'failed' : 'opening',
      ...(hasFailed && { reason: reason ?? 'It ended.' }),
      ...(isOpen && { url: socketUrl(this.#options.settings.host, port) }),
      ...(position !== undefined && { position }),
    };
  }

  /**
   * Closes the open session and opens another one.
   * @returns once it plays or has failed, in which case nothing is open and the reason names the session, not the
   * player; a session that a newer request replaced is not a failure
   */
  async open(asked: OpenPlayback): Promise<Outcome> {
    this.#asked += 1;
    const turn = this.#asked;
    if (this.#open !== null) await this.#close(this.#open);
    if (turn !== this.#asked) return { ok: true };
    const opened: Open = {
      ...asked,
      port: undefined,
      position: undefined,
      process: this.#createPlayer(() => opened),
    };
    this.#open = opened;
    const outcome = await opened.process.start();
    if (outcome.ok || this.#open !== opened) return { ok: true };
    this.#open = null;
    this.#options.onChange();
    return { ok: false, reason: opened.process.state.reason ?? 'It ended.' };
  }

  async close(): Promise<Outcome> {
    this.#asked += 1;
    if (this.#open !== null) await this.#close(this.#open);
    return { ok: true };
  }

  control(control: PlaybackControl): Outcome {
    if (this.state?.phase !== 'open') return { ok: false, reason: 'No session is open.' };
    this.#open?.process.post(control);
    return { ok: true };
  }

  async #close({ process }: Open): Promise<void> {
    this.#open = null;
    this.#options.onChange();
    await process.stop();
  }

  #createPlayer(open: () => Open): WorkerProcess {
    const { script, settings } = this.#options;
    const args = () => playerArgs(settings, open().folder, startOf(open()));
    return new WorkerProcess({ name: 'player', kind: 'player', script, args }, this.#options, {
      onChange: () => this.#options.onChange(),
      onAnnouncement: (announcement) => this.#announced(open(), announcement),
    });
  }

  #announced(open: Open, announcement: Announcement): void {
    if (announcement.event === 'ready') open.port = announcement.ports?.['player'];
    if (announcement.event !== 'position') return;
    const position = positionSchema.safeParse(announcement);
    if (!position.success) return;
    const { problem, ...rest } = position.data;
    open.position = { ...rest, ...(problem !== undefined && { problem }) };
    this.#options.onChange();
  }
}

function startOf({ start, position }: Open): PlayerStart {
  if (position === undefined) return start;
  return { from: String(position.seq), speed: position.speed, isPaused: position.isPaused };
}
