/** Sizes and folds that the user has chosen, for each layout. They are saved for the next run. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { setUi } from '../ui/ui-store.ts';
import type { Choices } from './arrange.ts';

interface Arrangements {
  /** Choices by the name of a row or column. */
  readonly choices: Readonly<Record<string, Choices>>;
}

const NO_CHOICES: Choices = {};

export const useArrangements = create<Arrangements>()(
  persist((): Arrangements => ({ choices: {} }), { name: 'botpit-arrangement', version: 1 }),
);

export function useChoices(name: string): Choices {
  return useArrangements(({ choices }) => choices[name] ?? NO_CHOICES);
}

export function choicesOf(name: string): Choices {
  return useArrangements.getState().choices[name] ?? NO_CHOICES;
}

export function setChoices(name: string, choices: Choices): void {
  useArrangements.setState((state) => ({ choices: { ...state.choices, [name]: choices } }));
}

/** Resets the arrangement, the chosen columns and the cut-offs of the heatmap. */
export function resetLayout(): void {
  useArrangements.setState({ choices: {} });
  setUi({ columns: null, heatCutoffs: {} });
}
