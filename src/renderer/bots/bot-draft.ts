/** The content of the form that adds bots. It lives outside the form, because a menu, a card or a dropped file may fill it. */
import { create } from 'zustand';
import type { ParamValues, ProcessState } from '../../contract/pit-state.ts';
import { nextName } from '../pit/bot-names.ts';

export interface BotDraft {
  /** A built-in's name or a file's path, as the list has it. */
  readonly chosen: string;
  /** Null: the class that the list names. */
  readonly typedClass: string | null;
  /** Null: the suggested one. */
  readonly name: string | null;
  readonly count: string;
  /** Null: the strategy's instruments, or the exchange's first one. */
  readonly symbol: string | null;
  /** The typed values, unconverted. */
  readonly params: ParamValues;
  /** The bot whose parameters the form changes; null: it adds bots. */
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

/** A typed name stays; the class and the parameters belonged to the other strategy. */
export function chooseStrategy(strategy: string): void {
  setBotDraft({ chosen: strategy, typedClass: null, symbol: null, params: {}, edited: null });
}

/** A file picked outside the list gives the bot its name. */
export function chooseFile(path: string): void {
  chooseStrategy(path);
  setBotDraft({ name: null });
}

/** Another bot like this one, under a free name, so that the user can change its parameters. */
export function duplicate(bot: ProcessState, processes: readonly ProcessState[]): void {
  chooseStrategy(bot.strategy ?? '');
  const { params = {}, symbol = null } = bot;
  setBotDraft({ name: nextName(bot.name, processes), count: '1', symbol, params, isOpen: true });
}

/** The form changes the parameters of this bot. */
export function edit({ name, strategy = '', params = {} }: ProcessState): void {
  chooseStrategy(strategy);
  setBotDraft({ name, count: '1', params, edited: name, isOpen: true });
}

export function typeParam(name: string, value: ParamValues[string]): void {
  setBotDraft({ params: { ...useBotDraft.getState().params, [name]: value } });
}

/** After the bots were added: reset the form for the next ones. */
export function clearDraft(): void {
  setBotDraft({ name: null, count: '1', symbol: null, params: {}, edited: null });
}
