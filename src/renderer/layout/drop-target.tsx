/** Accepts a strategy or a session anywhere on the window, which is highlighted while a file is over it. */
import './drop-target.css';
import { useEffect, useState } from 'react';
import { chooseFile } from '../bots/bot-draft.ts';
import { usePitStore, type Pit } from '../pit/pit-store.ts';
import { readDrop } from './dropped-files.ts';

export function DropTarget() {
  const isOver = useDrop();
  if (!isOver) return null;
  return (
    <div className="drop-target" data-testid="drop-target">
      <p>
        Drop a strategy file (.ts or .js) to choose it, or a session (its folder or a .botpit file) to play it
      </p>
    </div>
  );
}

/** @returns true while a file is held over the window */
function useDrop(): boolean {
  const pit = usePitStore();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!holdsFiles(event) || !pit.getState().hasPit) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false); // it has left the window, not just an element
    };
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(false);
      if (pit.getState().hasPit) openFiles([...(event.dataTransfer?.files ?? [])], pit.getState());
    };
    const ending = new AbortController();
    const { signal } = ending;
    addEventListener('dragover', over, { signal });
    addEventListener('dragleave', leave, { signal });
    addEventListener('drop', drop, { signal });
    return () => ending.abort();
  }, [pit]);
  return isOver;
}

function openFiles(files: readonly File[], { pathOf, report, openDropped }: Pit): void {
  const dropped = readDrop(files.map(pathOf));
  if ('strategy' in dropped) chooseFile(dropped.strategy);
  if ('other' in dropped) void openDropped(dropped.other);
  else report('refusal' in dropped ? { what: 'The file was not picked', reason: dropped.refusal } : null);
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}
