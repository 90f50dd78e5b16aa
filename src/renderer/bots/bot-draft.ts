/**
 * Content of the form that adds bots. It is stored outside the form, because a menu, a card or a dropped file may fill
 * it.
 */
import { create } from 'zustand';
import type { ParamValues, ProcessState } from '../../contract/pit-state.ts';
import { nextName } from '../pit/bot-names.ts';

export interface BotDraft {
  /** Name of a built-in strategy or path of a file, as in the list. */
  readonly chosen: string;
  /** Class that the user typed. Null: the class in the list. */
  readonly typedClass: string | null;
  /** Name of the bot. Null: the suggested name. */
  readonly name: string | null;
  readonly count: string;
  /** Instrument to trade. Null: the strategy's instruments, or the exchange's first one. */
  readonly symbol: string | null;
  /** Values as typed, not converted. */
  readonly params: ParamValues;
  /** Bot whose parameters the form changes. Null: the form adds bots. */
  readonly edited: string | null;
  /** True when the parameters are shown. */
  readonly isOpen: boolean;
}

const INITIAL: BotDraft = {
  chosen: 'maker',
  typedClass: null,
  name: null,
  count: '1',
  symbol: null,
  params: {},
  edited: null,
  isOpen: false,
};

export const useBotDraft = create<BotDraft>()(() => INITIAL);

export function setBotDraft(change: Partial<BotDraft>): void {
  useBotDraft.setState(change);
}

/** Chooses a strategy. A typed name stays, but the class and the parameters belonged to the other strategy. */
export function chooseStrategy(strategy: string): void {
  setBotDraft({ chosen: strategy, typedClass: null, symbol: null, params: {}, edited: null });
}

/** Chooses a file from outside the list, which gives the bot its name. */
export function chooseFile(path: string): void {
  chooseStrategy(path);
  setBotDraft({ name: null });
}

/** Prepares another bot like this one, with a free name, whose parameters the user can change. */
export function duplicate(bot: ProcessState, processes: readonly ProcessState[]): void {
  chooseStrategy(bot.strategy ?? '');
  const { params = {}, symbol = null } = bot;
  setBotDraft({ name: nextName(bot.name, processes), count: '1', symbol, params, isOpen: true });
}

/** Makes the form change the parameters of this bot. */
export function edit({ name, strategy = '', params = {} }: ProcessState): void {
  chooseStrategy(strategy);
  setBotDraft({ name, count: '1', params, edited: name, isOpen: true });
}

export function typeParam(name: string, value: ParamValues[string]): void {
  setBotDraft({ params: { ...useBotDraft.getState().params, [name]: value } });
}

/** Resets the form for the next bots, after these have been added. */
export function clearDraft(): void {
  setBotDraft({ name: null, count: '1', symbol: null, params: {}, edited: null });
}
