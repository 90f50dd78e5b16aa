/** State of the list of processes: its filter and its folded groups. */
import { create } from 'zustand';

interface BotList {
  readonly filter: string;
  /** Ids of folded groups. */
  readonly folded: readonly string[];
}

export const useBotList = create<BotList>()(() => ({ filter: '', folded: [] }));

export function filterBots(filter: string): void {
  useBotList.setState({ filter });
}

export function toggleGroup(id: string): void {
  const { folded } = useBotList.getState();
  useBotList.setState({ folded: folded.includes(id) ? folded.filter((one) => one !== id) : [...folded, id] });
}
