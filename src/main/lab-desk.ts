/** Tools → Lab: checks the window's requests, keeps the reports, and opens their runs. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BUILT_IN_STRATEGIES } from '../contract/built-in-strategies.ts';
import { CROWD } from '../contract/house.ts';
import {
  LAB_MINUTES_MAX,
  LAB_REPORT_PAGE,
  LAB_SEEDS_MAX,
  LAB_SEEDS_MIN,
  labSeedRun,
  type LabRequest,
  type LabRunName,
  type LabState,
  type LabStrategy,
} from '../contract/lab.ts';
import type { Outcome } from '../contract/pit-state.ts';
import { LabRunner, type LabRunnerOptions, type ReportPlace } from '../pit/lab-runner.ts';
import type { Paths } from '../pit/paths.ts';
import { strategyRefusal } from '../pit/roster.ts';
import { sessionName } from '../session/session-name.ts';
import type { BridgeCalls } from './bridge-server.ts';
import type { SessionOpener } from './session-opener.ts';

/**
 * Largest number of reports, including that of the running lab. Older ones are deleted when it starts, because each has
 * runs of some megabytes.
 */
const REPORTS_MAX = 20;
const REPORT_NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/;

export interface LabDeskOptions extends Pick<LabRunnerOptions, 'launcher' | 'onChange'> {
  readonly paths: Paths;
  /** Folder of the reports. Each report is a folder in it. */
  readonly folder: string;
  /** Names of the built-in rooms. */
  readonly rooms: readonly string[];
  readonly opener: Pick<SessionOpener, 'open'>;
  /** Opens a file with its program. @returns the reason of a failure; empty: the file is open */
  readonly openPath: (path: string) => Promise<string>;
  /** Called with a strategy that the user created as a new file. */
  readonly onStrategy: (strategy: string) => void;
}

export class LabDesk {
  readonly #options: LabDeskOptions;
  readonly #runner: LabRunner;
  /** Folder of the newest report. */
  #report = '';

  constructor(options: LabDeskOptions) {
    this.#options = options;
    const { paths } = options;
    this.#runner = new LabRunner({
      ...options,
      scripts: { lab: paths.scripts.lab, run: paths.labRun },
      strategiesDir: paths.strategies,
    });
  }

  readonly calls: Pick<BridgeCalls, 'lab' | 'startLab' | 'cancelLab' | 'openLabRun' | 'openLabReport'> = {
    lab: () => this.#runner.state,
    startLab: (request) => this.#start(request),
    cancelLab: () => this.#runner.cancel(),
    openLabRun: (run) => this.#openRun(run),
    openLabReport: (room) => this.#openReport(room),
  };

  get state(): LabState {
    return this.#runner.state;
  }

  close(): void {
    this.#runner.close();
  }

  #start(request: LabRequest): Outcome {
    const { folder, rooms, onStrategy } = this.#options;
    const reason = labRefusal(request, rooms, existsSync);
    if (reason !== null) return { ok: false, reason };
    const name = sessionName(new Date());
    const outcome = this.#runner.start(request, placeOf(join(folder, name)));
    if (!outcome.ok) return outcome;
    this.#report = join(folder, name);
    deleteOld(folder);
    for (const { strategy } of strategiesOf(request))
      if (!BUILT_IN_STRATEGIES.includes(strategy)) onStrategy(strategy);
    return outcome;
  }

  /** Opens a run. One that was not saved is repeated first. */
  async #openRun(run: LabRunName): Promise<Outcome> {
    const { room, letter, seed } = run;
    this.#runner.forgetProblem();
    const report = this.#roomOf(room)?.report ?? null;
    const variant = report?.variants.findIndex((each) => each.letter === letter) ?? -1;
    if (report === null || variant === -1 || !report.seeds.some((each) => each.seed === seed))
      return { ok: false, reason: `The newest report has no run of '${letter}' with seed ${seed}.` };
    const saved = report.saved.filter((each) => each.variant === variant && each.seed === seed);
    const own = this.#sessionOf(room, labSeedRun(letter, seed));
    const kept = [...saved.map(({ name }) => this.#sessionOf(room, name)), own].find(existsSync);
    if (kept !== undefined) return this.#options.opener.open(kept);
    const outcome = await this.#runner.repeat(run, placeOf(this.#report));
    return outcome.ok ? this.#options.opener.open(own) : outcome;
  }

  #sessionOf(room: string, run: string): string {
    return join(this.#report, room, `${run}.botpit`);
  }

  async #openReport(room: string): Promise<Outcome> {
    if (this.#roomOf(room)?.report == null)
      return { ok: false, reason: `There is no report of '${room}' to open.` };
    const problem = await this.#options.openPath(join(this.#report, room, LAB_REPORT_PAGE));
    return problem === '' ? { ok: true } : { ok: false, reason: problem };
  }

  /** Finds a room of the report. Only the report's own names may become paths. */
  #roomOf(name: string) {
    const { state } = this.#runner;
    return state.phase === 'done' ? state.result.rooms.find((room) => room.name === name) : undefined;
  }
}

/** Why no lab can carry out this request, in one sentence. Null: one can. */
export function labRefusal(
  request: LabRequest,
  known: readonly string[],
  fileExists: (path: string) => boolean,
): string | null {
  const { rooms, seeds, minutes, b, sweep } = request;
  const stranger = rooms.find((room) => !known.includes(room));
  if (stranger !== undefined) return `There is no room '${stranger}'.`;
  if (new Set(rooms).size < rooms.length) return 'A room is named twice.';
  if (!Number.isInteger(seeds) || seeds < LAB_SEEDS_MIN || seeds > LAB_SEEDS_MAX)
    return `The seeds must be a whole number from ${LAB_SEEDS_MIN} to ${LAB_SEEDS_MAX}; got ${seeds}.`;
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > LAB_MINUTES_MAX)
    return `The minutes must be a whole number from 1 to ${LAB_MINUTES_MAX}; got ${minutes}.`;
  if (sweep !== null && b !== null) return 'A sweep is over the parameters of one strategy.';
  const refusals = strategiesOf(request).map(({ strategy }) => refusalOf(strategy, fileExists));
  return refusals.find((reason) => reason !== null) ?? null;
}

function refusalOf(strategy: string, fileExists: (path: string) => boolean): string | null {
  if (strategy === CROWD) return 'The crowd is in every lab; choose a strategy to trade beside it.';
  return strategyRefusal(strategy, fileExists);
}

function strategiesOf({ a, b }: LabRequest): readonly LabStrategy[] {
  return b === null ? [a] : [a, b];
}

function placeOf(report: string): ReportPlace {
  return { dataDir: dirname(report), name: basename(report) };
}

function deleteOld(folder: string): void {
  if (!existsSync(folder)) return;
  const names = readdirSync(folder).filter((name) => REPORT_NAME.test(name));
  for (const name of names.toSorted().slice(0, 1 - REPORTS_MAX))
    rmSync(join(folder, name), { recursive: true, force: true });
}
