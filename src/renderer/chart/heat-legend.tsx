/** The legend of the heatmap. A click opens the sliders of its cut-offs. */
import { useId, type CSSProperties } from 'react';
import type { Instrument } from '../../contract/instrument.ts';
import { useFeedValue } from '../feed/use-feed.ts';
import { formatQuantity } from '../format/numbers.ts';
import { setUi, useUi } from '../ui/ui-store.ts';
import {
  movedCutoffs,
  POSITION_MAX,
  positionOf,
  quantityAt,
  usualCutoffs,
  type HeatCutoffs,
} from './heat-cutoffs.ts';

/** Id of the popover, which a command opens (commands/run-command.ts). */
export const HEAT_SCALE_ID = 'heat-scale';

export function HeatLegend({ instrument }: { readonly instrument: Instrument }) {
  const { symbol, lotSize } = instrument;
  const isShown = useUi((ui) => ui.heatmap);
  const chosen = useUi((ui) => ui.heatCutoffs[symbol]);
  const usualHigh = useFeedValue(({ market }) => {
    const depth = market.depth.get(symbol);
    return depth === undefined ? undefined : usualCutoffs(depth).high;
  });
  if (!isShown || usualHigh === undefined) return null;
  const cutoffs = chosen ?? { low: 0, high: usualHigh };
  const [low, high] = [formatQuantity(cutoffs.low, lotSize), formatQuantity(cutoffs.high, lotSize)];
  return (
    <>
      <button
        type="button"
        className="heat-legend"
        popoverTarget={HEAT_SCALE_ID}
        title="Quantity at a price, as a colour. Click to change the cut-offs (H)."
        data-testid="heat-legend"
      >
        <span className="number">{low}</span>
        <span className="heat-bar" role="img" aria-label="to" />
        <span className="number">{high}+</span>
      </button>
      <div id={HEAT_SCALE_ID} popover="auto" className="heat-scale" data-testid="heat-scale">
        <Cutoff which="low" label="No colour below" symbol={symbol} lotSize={lotSize} cutoffs={cutoffs} />
        <Cutoff which="high" label="Warmest from" symbol={symbol} lotSize={lotSize} cutoffs={cutoffs} />
        <button
          type="button"
          className="button small"
          title="Take the cut-offs from the book of the last minutes"
          data-testid="heat-auto"
          disabled={chosen === undefined}
          onClick={() => setUi({ heatCutoffs: without(symbol) })}
        >
          Automatic
        </button>
      </div>
    </>
  );
}

interface CutoffProps {
  readonly which: 'low' | 'high';
  readonly label: string;
  readonly symbol: string;
  readonly lotSize: number;
  readonly cutoffs: HeatCutoffs;
}

function Cutoff({ which, label, symbol, lotSize, cutoffs }: CutoffProps) {
  const id = useId();
  const quantity = cutoffs[which];
  const position = quantity === 0 ? 0 : positionOf(quantity, lotSize);
  const text = formatQuantity(quantity, lotSize);
  const choose = (to: number) =>
    setUi({
      heatCutoffs: {
        ...useUi.getState().heatCutoffs,
        [symbol]: movedCutoffs(which, to, cutoffs, lotSize),
      },
    });
  return (
    <div className="heat-cutoff">
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id}>{text}</output>
      <input
        id={id}
        className="slider"
        type="range"
        min={0}
        max={POSITION_MAX}
        value={position}
        aria-valuetext={text}
        style={{ '--share': `${(position / POSITION_MAX) * 100}%` } as CSSProperties}
        title={`From ${formatQuantity(quantityAt(0, lotSize), lotSize)} to ${formatQuantity(quantityAt(POSITION_MAX, lotSize), lotSize)} at a price`}
        data-testid={`heat-${which}`}
        onChange={(event) => choose(Number(event.target.value))}
      />
    </div>
  );
}

function without(symbol: string): Readonly<Record<string, HeatCutoffs>> {
  const { [symbol]: _dropped, ...others } = useUi.getState().heatCutoffs;
  return others;
}
