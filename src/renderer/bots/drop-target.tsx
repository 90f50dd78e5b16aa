/** A strategy's file may be dropped anywhere on the window. It shows so while a file is held over it. */
import './drop-target.css';
import { useEffect, useState } from 'react';
import { usePitStore } from '../pit/pit-store.ts';
import { chooseFile } from './bot-draft.ts';
import { readDrop } from './dropped-files.ts';

export function DropTarget() {
  const isOver = useDrop();
  if (!isOver) return null;
  return (
    <div className="drop-target" data-testid="drop-target">
      <p>Drop a strategy file, .ts or .js, to pick it</p>
    </div>
  );
}

/** @returns whether a file is held over the window. */
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
      if (event.relatedTarget === null) setOver(false); // it has left the window, and not an element of it
    };
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const { pathOf, report, hasPit } = pit.getState();
      if (!hasPit) return;
      const dropped = readDrop([...(event.dataTransfer?.files ?? [])].map(pathOf));
      if ('path' in dropped) chooseFile(dropped.path);
      report('path' in dropped ? null : { what: 'The file was not picked', reason: dropped.refusal });
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

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}
