/** A row or column of panels with dividers. Its sizes come from arrange.ts, not from the library's own resizing. */
import { createContext, useCallback, useLayoutEffect, useRef, type ReactNode } from 'react';
import { Group, Separator, useGroupRef, type Layout } from 'react-resizable-panels';
import { arrange, moved, type Item } from './arrange.ts';
import { choicesOf, setChoices, useChoices } from './arrangement-store.ts';
import { useContentSizes } from './content-sizes.ts';

/** Place of a panel: its item and its arrangement. */
export interface Slot {
  readonly item: Item;
  readonly within: 'row' | 'column';
  readonly arrangement: string;
}

export const SlotContext = createContext<Slot | null>(null);

interface ArrangementProps {
  readonly name: string;
  readonly within: 'row' | 'column';
  readonly items: readonly Item[];
  readonly children: ReactNode;
}

export function Arrangement({ name, within, items, children }: ArrangementProps) {
  const choices = useChoices(name);
  const contents = useContentSizes();
  const groupRef = useGroupRef();
  const elementRef = useRef<HTMLDivElement>(null);
  const arrangedRef = useRef<ReadonlyMap<string, number>>(new Map());
  const apply = useCallback(() => {
    const totalPx = panelPixels(elementRef.current, within);
    if (totalPx <= 0 || groupRef.current === null) return;
    arrangedRef.current = arrange(items, choicesOf(name), totalPx, useContentSizes.getState());
    groupRef.current.setLayout(toPercent(arrangedRef.current, totalPx));
  }, [items, name, within, groupRef]);
  useLayoutEffect(() => {
    const element = elementRef.current;
    if (element === null) return;
    const observer = new ResizeObserver(apply);
    observer.observe(element);
    return () => observer.disconnect();
  }, [apply]);
  useLayoutEffect(apply, [apply, choices, contents]);
  const onLayoutChanged = (
    layout: Layout,
    { isUserInteraction }: { readonly isUserInteraction: boolean },
  ) => {
    if (!isUserInteraction) return;
    const totalPx = panelPixels(elementRef.current, within);
    const after = new Map(items.map(({ id }) => [id, ((layout[id] ?? 0) * totalPx) / 100]));
    setChoices(name, moved(items, choicesOf(name), arrangedRef.current, after));
  };
  return (
    <Group
      id={name}
      elementRef={elementRef}
      groupRef={groupRef}
      orientation={within === 'row' ? 'horizontal' : 'vertical'}
      onLayoutChanged={onLayoutChanged}
    >
      {children}
    </Group>
  );
}

export function Divider({ between }: { readonly between: readonly [string, string] }) {
  return <Separator className="divider" aria-label={`Divider between ${between.join(' and ')}`} />;
}

/** Pixels that the panels share, without the dividers. */
function panelPixels(group: HTMLElement | null, within: 'row' | 'column'): number {
  let sum = 0;
  for (const child of group?.children ?? []) {
    if (!(child instanceof HTMLElement) || child.dataset['panel'] === undefined) continue;
    const { width, height } = child.getBoundingClientRect();
    sum += within === 'row' ? width : height;
  }
  return sum;
}

function toPercent(sizes: ReadonlyMap<string, number>, totalPx: number): Layout {
  return Object.fromEntries([...sizes].map(([id, px]) => [id, (100 * px) / totalPx]));
}
