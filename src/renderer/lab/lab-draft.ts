/** The lab's form. It is stored outside its window, which a bot's card may fill and the user may close. */
import { create } from 'zustand';
import { BUILT_IN_STRATEGIES } from '../../contract/built-in-strategies.ts';
import {
  LAB_MINUTES_MAX,
  LAB_SEEDS_MAX,
  LAB_SEEDS_MIN,
  LAB_SWEEP_SEEDS_MIN,
  type LabRequest,
} from '../../contract/lab.ts';
import type { ParamValues, ProcessState, StrategyDescription } from '../../contract/pit-state.ts';
import { changedParams, specsOf } from '../bots/param-values.ts';
import { strategyOf } from '../pit/bot-names.ts';
import { setUi } from '../ui/ui-store.ts';

export interface StrategyDraft {
  /** Name of a built-in strategy or path of a file. Empty: none. */
  readonly chosen: string;
  /** Class that the user typed. Null: the class in the list. */
  readonly typedClass: string | null;
  /** Values as typed, not converted. */
  readonly params: ParamValues;
}

export type Side = 'a' | 'b';

export interface LabDraft extends Readonly<Record<Side, StrategyDraft>> {
  readonly rooms: readonly string[];
  readonly seeds: string;
  readonly minutes: string;
  /** A numeric parameter of a. Empty: no sweep. */
  readonly sweepParam: string;
  readonly sweepValues: string;
}

const draftOf = (chosen: string, params: ParamValues = {}): StrategyDraft => ({
  chosen,
  typedClass: null,
  params,
});

const INITIAL: LabDraft = {
  a: draftOf('maker'),
  b: draftOf('taker'),
  rooms: [],
  seeds: '20',
  minutes: '10',
  sweepParam: '',
  sweepValues: '',
};

export const useLabDraft = create<LabDraft>()(() => INITIAL);

export function setLabDraft(change: Partial<LabDraft>): void {
  useLabDraft.setState(change);
}

/** Chooses a strategy. The class, the parameters and the sweep belonged to the former one. */
export function chooseIn(side: Side, chosen: string): void {
  setLabDraft({ [side]: draftOf(chosen), sweepParam: '', sweepValues: '' });
}

export function changeIn(side: Side, change: Partial<StrategyDraft>): void {
  setLabDraft({ [side]: { ...useLabDraft.getState()[side], ...change } });
}

export function typeIn(side: Side, name: string, value: ParamValues[string]): void {
  const { params } = useLabDraft.getState()[side];
  changeIn(side, { params: { ...params, [name]: value } });
}

export function toggleRoom(room: string): void {
  const { rooms } = useLabDraft.getState();
  setLabDraft({ rooms: rooms.includes(room) ? rooms.filter((one) => one !== room) : [...rooms, room] });
}

/** Fills the form with a comparison of this bot with a built-in strategy. */
export function compare({ strategy = '', params = {} }: Pick<ProcessState, 'strategy' | 'params'>): void {
  const rival = BUILT_IN_STRATEGIES.find((name) => name !== strategy) ?? '';
  setLabDraft({ a: draftOf(strategy, params), b: draftOf(rival), sweepParam: '', sweepValues: '' });
  setUi({ labOpen: true });
}

/** Descriptions of both strategies. Null: the parameters of the strategy are not known yet. */
type Descriptions = Readonly<Record<Side, StrategyDescription | null>>;

export function requestOf(draft: LabDraft, descriptions: Descriptions): LabRequest {
  const { a, b, rooms, seeds, minutes, sweepParam, sweepValues } = draft;
  const side = (name: Side, given: StrategyDraft) => ({
    strategy: strategyOf(given),
    params: changedParams(specsOf(descriptions[name]), given.params),
  });
  const isSweep = b.chosen === '' && sweepParam !== '' && sweepValues.trim() !== '';
  return {
    a: side('a', a),
    b: b.chosen === '' ? null : side('b', b),
    rooms,
    seeds: Number(seeds),
    minutes: Number(minutes),
    sweep: isSweep ? { param: sweepParam, values: sweepValues.replaceAll(/\s/g, '') } : null,
  };
}

export function numericParams(description: StrategyDescription | null): readonly string[] {
  return Object.entries(specsOf(description) ?? {})
    .filter(([, { type }]) => type === 'number' || type === 'integer')
    .map(([name]) => name);
}

/** Bounds of the seeds, which a sweep of three or more values divides. A range of values counts as such. */
export function seedsBounds({ b, sweepParam, sweepValues }: LabDraft): {
  readonly min: number;
  readonly max: number;
} {
  const isMany = sweepValues.includes('..') || sweepValues.split(',').length > 2;
  const isDivided = b.chosen === '' && sweepParam !== '' && isMany;
  return { min: isDivided ? LAB_SWEEP_SEEDS_MIN : LAB_SEEDS_MIN, max: LAB_SEEDS_MAX };
}

export const MINUTES = { min: 1, max: LAB_MINUTES_MAX };
