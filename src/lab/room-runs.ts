/** Runs the variants of a lab on the same seeds in each room. */
import { LAB_SEEDS_MIN } from '../contract/lab.ts';
import type { Room } from '../contract/room.ts';
import type { RunResult } from './measure.ts';
import type { Plan } from './plan.ts';
import type { FailedRun, RunPool } from './pool.ts';
import type { RunRequest, RunSetting } from './run.ts';
import { isDecided, SEEDS_FIRST, SEEDS_STEP } from './sequence.ts';

/** Number of runs that may hang before the first one that finishes: each takes long to end. */
const HUNG_MAX = 2;

/** The runs of one room. */
export interface RoomRuns {
  readonly room: Room | undefined;
  /** Results by variant, then in the order of the seeds. A hole: the run did not finish. */
  readonly results: readonly (readonly (RunResult | undefined)[])[];
  readonly failures: readonly FailedRun[];
}

/**
 * @param runsDone number of runs, over all rooms, like `runsTotal`, which with `until` is the largest possible number
 */
export type OnProgress = (runsDone: number, runsTotal: number) => void;

/** Runs room after room. When a strategy cannot begin any run, the further rooms are left out. */
export async function runRooms(
  plan: Plan,
  pool: RunPool,
  onProgress: OnProgress,
): Promise<readonly RoomRuns[]> {
  const runsTotal = countRuns(plan);
  let runsDone = 0;
  const runs: RoomRuns[] = [];
  for (const room of plan.rooms) {
    const each = await runRoom(plan, pool, room, () => {
      runsDone += 1;
      onProgress(runsDone, runsTotal);
    });
    runs.push(each);
    if (cannotBegin(each.failures)) break;
  }
  return runs;
}

/** True when a strategy cannot begin any run. */
function cannotBegin(failures: readonly FailedRun[]): boolean {
  return failures.some(({ isSetup }) => isSetup);
}

/** Number of runs. With `until`, the largest possible number. */
export function countRuns({ rooms, variants, seeds }: Plan): number {
  return rooms.length * variants.length * seeds.length;
}

/** Runs the variants in a room. With `until` it runs them in batches of seeds. */
async function runRoom(
  plan: Plan,
  pool: RunPool,
  room: Room | undefined,
  onRun: () => void,
): Promise<RoomRuns> {
  const { variants, seeds, until } = plan;
  const results = variants.map((): (RunResult | undefined)[] => []);
  const failures: FailedRun[] = [];
  const failed = variants.map((): FailedRun[] => []);
  const isHopeless = () =>
    cannotBegin(failures) ||
    variants.some((_, variant) => results[variant]?.length === 0 && isEnough(failed[variant] ?? []));
  const run = async (variant: number, place: number) => {
    let isUnwanted = false;
    const isWanted = () => {
      isUnwanted = isHopeless();
      return !isUnwanted;
    };
    const outcome = await pool.run(requestOf(plan, variant, seeds[place] ?? 0, room), { isWanted });
    if (isUnwanted) return;
    if ('result' in outcome) (results[variant] ?? [])[place] = outcome.result;
    else if (!pool.isClosed) {
      failures.push(outcome.failed);
      failed[variant]?.push(outcome.failed);
    }
    if (!pool.isClosed) onRun();
  };
  const step = until === undefined ? seeds.length : SEEDS_STEP;
  let from = 0;
  while (from < seeds.length && !pool.isClosed) {
    const to = Math.min(seeds.length, from === 0 && until !== undefined ? SEEDS_FIRST : from + step);
    const places = Array.from({ length: to - from }, (_, index) => from + index);
    await Promise.all(places.flatMap((place) => variants.map((_, variant) => run(variant, place))));
    from = to;
    const profits = complete(results).map((all) => all.map(({ pnl }) => pnl));
    if (until !== undefined && (failures.length > 0 || isDecided(profits, until))) break;
  }
  return { room, results, failures };
}

/** True when failures of a variant suffice to start no further run of it, as long as none has finished. */
function isEnough(failed: readonly FailedRun[]): boolean {
  return failed.length >= LAB_SEEDS_MIN || failed.filter(({ isHung }) => isHung).length >= HUNG_MAX;
}

export function requestOf(plan: Plan, variant: number, seed: number, room: Room | undefined): RunRequest {
  return { ...settingOf(plan, variant, room), seed };
}

export function settingOf(plan: Plan, variant: number, room: Room | undefined): RunSetting {
  const { variants, minutes, crowd, bots, symbol, recorded, latency, flatten } = plan;
  const { path = '', className, params = [] } = variants[variant] ?? {};
  return { path, className, params, minutes, crowd, bots, symbol, recorded, latency, flatten, room };
}

/** Runs of each variant, on the seeds that every variant has completed. */
export function complete(results: RoomRuns['results']): readonly (readonly RunResult[])[] {
  const places = [...(results[0] ?? []).keys()];
  const finished = places.filter((place) => results.every((all) => all[place] !== undefined));
  return results.map((all) => finished.flatMap((place) => all[place] ?? []));
}
