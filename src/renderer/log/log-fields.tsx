/** Parts that the log of one process and that of all processes share. */
import { useLayoutEffect, useRef, type RefObject, type UIEvent } from 'react';
import type { LogFilter } from '../bots/log-text.ts';

/** Distance from the end that still counts as the end. */
const END_PX = 16;
const CHOICES = [
  { problemsOnly: false, label: 'All', title: 'Every line' },
  { problemsOnly: true, label: 'Problems', title: 'Warnings and errors only' },
];

interface FieldProps<Filter> {
  /** Name for the log, for screen readers. */
  readonly name: string;
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

export function ProblemsChoice<Filter extends LogFilter>({ name, filter, onChange }: FieldProps<Filter>) {
  return (
    <span className="segments" role="group" aria-label={`Lines of ${name}`}>
      {CHOICES.map(({ problemsOnly, label, title }) => (
        <button
          key={label}
          type="button"
          title={title}
          aria-pressed={filter.problemsOnly === problemsOnly}
          onClick={() => onChange({ ...filter, problemsOnly })}
        >
          {label}
        </button>
      ))}
    </span>
  );
}

export function LogSearch<Filter extends LogFilter>({ name, filter, onChange }: FieldProps<Filter>) {
  return (
    <input
      type="search"
      data-testid="log-search"
      aria-label={`Find in the log of ${name}`}
      placeholder="Find"
      value={filter.search}
      spellCheck={false}
      onChange={({ target }) => onChange({ ...filter, search: target.value })}
    />
  );
}

/** Keeps the box at the newest line unless the reader has scrolled away from it. */
export function useNewestLine<Box extends HTMLElement>(): {
  readonly ref: RefObject<Box | null>;
  readonly onScroll: (event: UIEvent<Box>) => void;
} {
  const ref = useRef<Box>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    const box = ref.current;
    if (box !== null && isAtEnd.current) box.scrollTop = box.scrollHeight;
  });
  return {
    ref,
    onScroll: ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
      isAtEnd.current = scrollHeight - scrollTop - clientHeight < END_PX;
    },
  };
}
