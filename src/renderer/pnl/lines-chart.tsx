import { useEffect, useEffectEvent, useRef } from 'react';
import { useUi } from '../ui/ui-store.ts';
import { LINES_MAX } from './line-slots.ts';
import { LinesView, type Line } from './lines-view.ts';

/** Time between two redraws. Samples are a second long. */
const REDRAW_MS = 500;

interface LinesChartProps {
  readonly read: () => readonly Line[];
  readonly label: string;
  readonly hasDrawdown?: boolean;
}

/** A chart that draws itself twice a second, without React. */
export function LinesChart({ read, label, hasDrawdown = false }: LinesChartProps) {
  const theme = useUi((ui) => ui.theme);
  const boxRef = useRef<HTMLDivElement>(null);
  const readNow = useEffectEvent(read);
  useEffect(() => {
    if (boxRef.current === null) return;
    const view = new LinesView(boxRef.current, lookOf(theme), hasDrawdown);
    view.draw(readNow());
    const timer = setInterval(() => view.draw(readNow()), REDRAW_MS);
    return () => {
      clearInterval(timer);
      view.remove();
    };
  }, [theme, hasDrawdown]);
  return <div ref={boxRef} className="lines-chart" role="img" aria-label={label} />;
}

/** Variables of this theme, whose style sheet applies before effects run. */
function lookOf(_theme: string) {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    line: read('--line'),
    muted: read('--muted'),
    colors: Array.from({ length: LINES_MAX }, (_, slot) => read(`--line-${slot}`)),
  };
}
