/** Finds and runs any command, with the keyboard alone. */
import './command-palette.css';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useFeed } from '../feed/use-feed.ts';
import { usePitStore } from '../pit/pit-store.ts';
import { setUi, useUi } from '../ui/ui-store.ts';
import { modifierName } from './keys.ts';
import { piecesOf } from './fuzzy.ts';
import { findEntries, paletteEntries, type Entry, type Found } from './palette-entries.ts';

/** Largest number of entries on screen. Another letter finds more. */
const SHOWN_MAX = 60;
const PAGE_ROWS = 10;
const RECENT_MAX = 6;

const close = () => setUi({ paletteOpen: false });

export function CommandPalette() {
  const isOpen = useUi((ui) => ui.paletteOpen);
  return isOpen ? <OpenPalette /> : null;
}

function OpenPalette() {
  const ref = useRef<HTMLDialogElement>(null);
  const { query, setQuery, found, index, move, run } = usePalette(() => ref.current?.close());
  useEffect(() => ref.current?.showModal(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    // The panels behind the palette receive no keys.
    event.stopPropagation();
    const by = STEPS[event.key];
    if (by !== undefined) move(by);
    else if (event.key === 'Enter') run(found[index]?.entry);
    else if (event.key === 'F1') close();
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={ref}
      className="palette"
      aria-label="Commands"
      data-testid="palette-dialog"
      onClose={close}
      onKeyDown={onKeyDown}
      onClick={(event) => event.target === ref.current && close()}
    >
      <input
        type="text"
        role="combobox"
        data-testid="palette-input"
        aria-label="Command"
        aria-expanded
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={found.length === 0 ? undefined : `palette-${index}`}
        placeholder="Type a command, a bot or an account"
        autoFocus
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <ul id="palette-list" role="listbox" aria-label="Commands">
        {found.map(({ entry, match }, at) => (
          <PaletteRow key={entry.id} at={at} found={{ entry, match }} isChosen={at === index} onRun={run} />
        ))}
      </ul>
      {found.length === 0 && <p className="quiet">No command has these letters in this order.</p>}
    </dialog>
  );
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -PAGE_ROWS,
  PageDown: PAGE_ROWS,
};

function usePalette(dismiss: () => void) {
  const pit = usePitStore();
  const feed = useFeed();
  const recent = useUi((ui) => ui.recentCommands);
  const [query, setQuery] = useState('');
  const [index, setIndex] = useState(0);
  // The entries stay the same while the palette is open.
  const entries = useMemo(() => paletteEntries({ pit, feed }, modifierName(navigator.platform)), [pit, feed]);
  const found = useMemo(
    () => findEntries(entries, query, recent).slice(0, SHOWN_MAX),
    [entries, query, recent],
  );
  const run = (entry: Entry | undefined) => {
    if (entry === undefined) return;
    const others = recent.filter((id) => id !== entry.id);
    // The dialog returns the focus before the command moves it.
    dismiss();
    setUi({ paletteOpen: false, recentCommands: [entry.id, ...others].slice(0, RECENT_MAX) });
    setTimeout(entry.run);
  };
  return {
    query,
    setQuery: (text: string) => {
      setQuery(text);
      setIndex(0);
    },
    found,
    index,
    move: (by: number) => setIndex(moved(index, by, found.length)),
    run,
  };
}

/** Index after a step. A single step wraps around at an end, and a page stops there. */
function moved(index: number, by: number, count: number): number {
  if (count === 0) return 0;
  if (Math.abs(by) === 1) return (index + by + count) % count;
  return Math.max(0, Math.min(count - 1, index + by));
}

interface PaletteRowProps {
  readonly at: number;
  readonly found: Found;
  readonly isChosen: boolean;
  readonly onRun: (entry: Entry) => void;
}

function PaletteRow({ at, found: { entry, match }, isChosen, onRun }: PaletteRowProps) {
  const ref = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  return (
    <li
      ref={ref}
      id={`palette-${at}`}
      role="option"
      aria-selected={isChosen}
      data-testid="palette-entry"
      onClick={() => onRun(entry)}
    >
      <span className="name">
        <Letters text={entry.text} marked={match.letters} />
      </span>
      {entry.keys !== undefined && <kbd>{entry.keys}</kbd>}
    </li>
  );
}

interface LettersProps {
  readonly text: string;
  /** Indices of the marked letters. */
  readonly marked: readonly number[];
}

function Letters({ text, marked }: LettersProps) {
  return piecesOf(text, marked).map(({ from, words, isMarked }) =>
    isMarked ? <mark key={from}>{words}</mark> : <span key={from}>{words}</span>,
  );
}
