/** Order of the processes in the list: first those of the system, then the bots, grouped by strategy. */
import type { ProcessState } from '../../contract/pit-state.ts';
import { strategyLabel } from '../pit/bot-names.ts';

/** Smallest number of bots of one strategy that get a heading. */
const GROUP_MIN = 3;

export interface ProcessGroup {
  /** `system`, `bots` or `strategy NAME`. */
  readonly id: string;
  readonly title: string;
  readonly processes: readonly ProcessState[];
}

/** @param words text that a process must contain in its name or its strategy, ignoring case */
export function groupsOf(processes: readonly ProcessState[], words: string): readonly ProcessGroup[] {
  const wanted = words.trim().toLowerCase();
  const listed = processes.filter((one) => textOf(one).includes(wanted));
  const bots = listed.filter(({ kind }) => kind === 'bot');
  const byStrategy = byStrategyOf(bots);
  const groups = [...byStrategy].filter(([, own]) => own.length >= GROUP_MIN && own.length < bots.length);
  const grouped = new Set(groups.map(([strategy]) => strategy));
  const others = bots.filter(({ strategy = '' }) => !grouped.has(strategy));
  return [
    { id: 'system', title: 'System', processes: listed.filter(({ kind }) => kind !== 'bot') },
    { id: 'bots', title: grouped.size === 0 ? 'Bots' : 'Other bots', processes: others },
    ...groups.map(([strategy, own]) => ({
      id: `strategy ${strategy}`,
      title: strategyLabel(strategy),
      processes: own,
    })),
  ].filter(({ processes: own }) => own.length > 0);
}

function textOf({ name, strategy = '' }: ProcessState): string {
  return `${name} ${strategyLabel(strategy)}`.toLowerCase();
}

function byStrategyOf(bots: readonly ProcessState[]): ReadonlyMap<string, readonly ProcessState[]> {
  const found = new Map<string, ProcessState[]>();
  for (const bot of bots) {
    const { strategy = '' } = bot;
    found.set(strategy, [...(found.get(strategy) ?? []), bot]);
  }
  return found;
}
