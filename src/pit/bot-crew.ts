/** The bots of the pit, each in a separate process. After the pit has stopped, they stay in the list as `stopped`. */
import { BUILT_INS } from '../contract/built-in-strategies.ts';
import { CROWD } from '../contract/house.ts';
import type { CrowdEvent } from '../contract/room.ts';
import type { AddBots, Outcome, ParamValues, ProcessState } from '../contract/pit-state.ts';
import { withVersions } from '../runtime/versions.ts';
import { additions, changeRefusal, freeName, type RosterEntry } from './roster.ts';
import { WorkerProcess, type Machine, type WorkerSpec } from './worker-process.ts';

interface Member {
  readonly entry: RosterEntry;
  readonly process: WorkerProcess;
}

export interface BotCrewOptions {
  readonly machine: Machine;
  readonly roster: readonly RosterEntry[];
  readonly specOf: (entry: RosterEntry) => WorkerSpec;
  readonly fileExists: (path: string) => boolean;
  readonly onChange: () => void;
  readonly onRoster: (roster: readonly RosterEntry[]) => void;
  /** Called with each line of a bot's standard error. */
  readonly onLogLine?: ((name: string, line: string) => void) | undefined;
  /** Called with each line that a bot writes to either stream. */
  readonly onLine?: ((name: string, line: string) => void) | undefined;
}

export class BotCrew {
  readonly #options: BotCrewOptions;
  readonly #members = new Map<string, Member>();

  constructor(options: BotCrewOptions) {
    this.#options = options;
    for (const entry of options.roster) this.#enlist(entry);
  }

  get states(): readonly ProcessState[] {
    return [...this.#members.values()].map(({ process }) => process.state);
  }

  get roster(): readonly RosterEntry[] {
    return [...this.#members.values()].map(({ entry }) => entry);
  }

  freeName(strategy: string): string {
    return freeName(strategy, this.roster);
  }

  /** @param launch whether the new bots start at once */
  add(request: AddBots, launch: boolean): Outcome {
    const added = additions(request, this.roster, this.#options.fileExists);
    if (!added.ok) return added;
    const members = added.entries.map((entry) => this.#enlist(entry));
    this.#rosterChanged();
    if (launch) for (const { process } of members) void process.start();
    return { ok: true };
  }

  start(name: string): Outcome {
    const member = this.#members.get(name);
    if (member === undefined) return unknown(name);
    const { phase } = member.process.state;
    if (phase === 'stopping') return { ok: false, reason: `The bot '${name}' is still stopping.` };
    void member.process.start();
    return { ok: true };
  }

  async stop(name: string): Promise<Outcome> {
    const member = this.#members.get(name);
    if (member === undefined) return unknown(name);
    await member.process.stop();
    return { ok: true };
  }

  /** Ends the bot's process and starts it with other parameters. The bot keeps its place in the list. */
  async change(name: string, params: ParamValues): Promise<Outcome> {
    const entry = this.#members.get(name)?.entry;
    if (entry === undefined) return unknown(name);
    const reason = changeRefusal(entry, params);
    if (reason !== null) return { ok: false, reason };
    await this.stop(name);
    if (!this.#members.has(name)) return unknown(name);
    this.#enlist({ ...entry, params });
    this.#rosterChanged();
    return { ok: true };
  }

  async remove(name: string): Promise<Outcome> {
    const outcome = await this.stop(name);
    if (outcome.ok && this.#members.delete(name)) this.#rosterChanged();
    return outcome;
  }

  postToCrowds(message: CrowdEvent): void {
    for (const { entry, process } of this.#members.values()) {
      if (entry.strategy === CROWD) process.post(message);
    }
  }

  /** Starts all bots. The state of each shows the result. */
  startAll(): void {
    for (const { process } of this.#members.values()) void process.start();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#members.values()].map(({ process }) => process.stop()));
  }

  #enlist(entry: RosterEntry): Member {
    const { specOf, machine, onChange, onLogLine, onLine } = this.#options;
    const { launcher, clock } = machine;
    const hasVersions = !BUILT_INS.includes(entry.strategy);
    const bot = hasVersions ? withVersions(launcher, (ms, done) => clock.after(ms, done)) : launcher;
    const process = new WorkerProcess(
      specOf(entry),
      { launcher: bot, clock },
      {
        onChange,
        onAnnouncement: () => {},
        onLogLine: (line) => onLogLine?.(entry.name, line),
        onLine: (line) => onLine?.(entry.name, line),
      },
    );
    const member = { entry, process };
    this.#members.set(entry.name, member);
    return member;
  }

  #rosterChanged(): void {
    this.#options.onRoster(this.roster);
    this.#options.onChange();
  }
}

function unknown(name: string): Outcome {
  return { ok: false, reason: `There is no bot '${name}'.` };
}
