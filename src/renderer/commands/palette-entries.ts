/** Entries of the command palette: the list of commands, and those that depend on the pit and the market. */
import { COMMANDS, fitsPhase, type Command, type MenuName } from '../../contract/commands.ts';
import { CROWD } from '../../contract/house.ts';
import type { ProcessState } from '../../contract/pit-state.ts';
import { edit, duplicate } from '../bots/bot-draft.ts';
import { compare } from '../lab/lab-draft.ts';
import { INTERVALS } from '../feed/bars.ts';
import { PANELS, panelOf } from '../layout/panels.ts';
import type { Pit } from '../pit/pit-store.ts';
import { setUi } from '../ui/ui-store.ts';
import { keysOf } from './keys.ts';
import { fuzzyMatch, type Match } from './fuzzy.ts';
import { runCommand, type CommandContext } from './run-command.ts';

export interface Entry {
  readonly id: string;
  /** Text of the entry, for example `Pit: Start`. */
  readonly text: string;
  /** Keys, for example `Ctrl Enter`. Absent: the entry has none. */
  readonly keys?: string;
  readonly run: () => void;
}

const MENU_TITLES: Readonly<Record<MenuName, string>> = {
  file: 'File',
  export: 'Export',
  pit: 'Pit',
  view: 'View',
  chart: 'Chart',
  tools: 'Tools',
  help: 'Help',
  panels: 'Panel',
  playback: 'Session',
};

export function paletteEntries(context: CommandContext, modifier: string): readonly Entry[] {
  const pit = context.pit.getState();
  return [
    ...commandEntries(context, modifier, pit),
    ...panelEntries(context, pit),
    ...botEntries(pit),
    ...roomEntries(pit),
    ...marketEntries(context),
  ];
}

export function isAvailable(
  command: Command,
  { hasPit, playback, state }: Pick<Pit, 'hasPit' | 'playback' | 'state'>,
): boolean {
  if ((command.by === 'app' || command.needs === 'pit') && !hasPit) return false;
  if (command.needs === 'playback' && playback === null) return false;
  return command.id !== 'palette' && fitsPhase(command, state?.phase);
}

function commandEntries(context: CommandContext, modifier: string, pit: Pit): readonly Entry[] {
  const listed: readonly Command[] = COMMANDS;
  return listed
    .filter((command) => isAvailable(command, pit))
    .map((command) => {
      const keys = keysOf(command, modifier);
      return {
        id: command.id,
        text: `${MENU_TITLES[command.menu]}: ${command.title}`,
        ...(keys !== undefined && { keys }),
        run: () => runCommand(command.id, context),
      };
    });
}

function panelEntries(context: CommandContext, { hasPit }: Pit): readonly Entry[] {
  return PANELS.filter(({ id }) => hasPit || id !== 'bots').map(({ id, title }) => ({
    id: `panel-${id}`,
    text: `Panel: ${title}`,
    keys: String(panelOf(id).number),
    run: () => runCommand(`panel-${id}`, context),
  }));
}

function botEntries(pit: Pit): readonly Entry[] {
  const processes = pit.state?.processes ?? [];
  return processes.filter(({ kind }) => kind === 'bot').flatMap((bot) => entriesOfBot(bot, pit));
}

function entriesOfBot(bot: ProcessState, pit: Pit): readonly Entry[] {
  const { name, phase } = bot;
  const isOff = phase === 'stopped' || phase === 'failed';
  const isPitOpen = pit.state?.phase === 'running';
  const entry = (id: string, title: string, run: () => void) => ({
    id: `bot-${id}-${name}`,
    text: `Bot: ${title} ${name}`,
    run,
  });
  return [
    entry('edit', 'Edit', () => edit(bot)),
    ...(bot.strategy === CROWD ? [] : [entry('compare', 'Compare', () => compare(bot))]),
    entry('duplicate', 'Duplicate', () => duplicate(bot, pit.state?.processes ?? [])),
    ...(isPitOpen && isOff ? [entry('start', 'Start', () => void pit.startBot(name))] : []),
    ...(isOff
      ? []
      : [
          entry('stop', 'Stop', () => void pit.stopBot(name)),
          entry('restart', 'Restart', () => void pit.restartBot(name)),
        ]),
    entry('remove', 'Remove', () => void pit.removeBot(name)),
  ];
}

function roomEntries({ state, settings, setRoom }: Pit): readonly Entry[] {
  if (state?.phase !== 'stopped' || settings === null) return [];
  const rooms = [
    { name: 'No room', room: null },
    ...settings.rooms.map(({ name }) => ({ name, room: name })),
  ];
  return rooms.map(({ name, room }) => ({
    id: `room-${name}`,
    text: `Room: ${name}`,
    run: () => void setRoom(room),
  }));
}

function marketEntries({ feed }: CommandContext): readonly Entry[] {
  const { replica } = feed.market;
  const symbols = replica.markets.size > 1 ? [...replica.markets.keys()] : [];
  return [
    {
      id: 'candles-auto',
      text: 'Chart: Candles of the Length that Fits',
      run: () => setUi({ interval: 'auto' }),
    },
    ...INTERVALS.map(({ seconds, label }) => ({
      id: `candles-${label}`,
      text: `Chart: Candles of ${label}`,
      run: () => setUi({ interval: seconds }),
    })),
    ...symbols.map((symbol) => ({
      id: `symbol-${symbol}`,
      text: `Instrument: ${symbol}`,
      run: () => setUi({ symbol }),
    })),
    ...[...replica.positions.keys()].map((account) => ({
      id: `account-${account}`,
      text: `Account: ${account}`,
      run: () => setUi({ account }),
    })),
  ];
}

export interface Found {
  readonly entry: Entry;
  readonly match: Match;
}

/** The best matches first. Without a query: the recently used entries, then all in their order. */
export function findEntries(
  entries: readonly Entry[],
  query: string,
  recent: readonly string[],
): readonly Found[] {
  const found = entries.flatMap((entry) => {
    const match = fuzzyMatch(query, entry.text);
    return match === null ? [] : [{ entry, match }];
  });
  const place = ({ entry: { id } }: Found) => {
    const index = recent.indexOf(id);
    return index < 0 ? recent.length : index;
  };
  return found.toSorted((one, other) => other.match.score - one.match.score || place(one) - place(other));
}
