/** Menu for the layers of the chart, next to the candle lengths. */
import { SlidersHorizontal } from 'lucide-react';
import type { CandlePrice } from '../../contract/history.ts';
import { LAYER_GROUPS, MORE_LAYERS } from './chart-layers.ts';
import { MenuButton } from '../ui/menu-button.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';

const CANDLES: readonly { readonly price: CandlePrice; readonly label: string; readonly title: string }[] = [
  { price: 'mid', label: 'Mid price', title: 'Halfway between the best bid and the best ask' },
  {
    price: 'trades',
    label: 'Trades, with the spread as a band',
    title: 'Trades alternate between bid and ask; the band is the space between them',
  },
];

export function ChartMenu() {
  return (
    <MenuButton id="chart-menu" icon={SlidersHorizontal} label="What the chart draws" className="chart-menu">
      <CandleChoice />
      {LAYER_GROUPS.map((group) => (
        <LayerChoice key={group} group={group} />
      ))}
    </MenuButton>
  );
}

function LayerChoice({ group }: { readonly group: (typeof LAYER_GROUPS)[number] }) {
  const shown = useUi();
  return (
    <fieldset>
      <legend>{group}</legend>
      {MORE_LAYERS.filter((layer) => layer.group === group).map(({ id, label, title }) => (
        <label key={id} title={title}>
          <input
            type="checkbox"
            checked={shown[id]}
            data-testid={`layer-${id}`}
            onChange={() => setUi({ [id]: !shown[id] })}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

function CandleChoice() {
  const chosen = useUi((ui) => ui.candlePrice);
  return (
    <fieldset>
      <legend>Candles</legend>
      {CANDLES.map(({ price, label, title }) => (
        <label key={price} title={title}>
          <input
            type="radio"
            name="candle-price"
            checked={price === chosen}
            data-testid={`candles-${price}`}
            onChange={() => setUi({ candlePrice: price })}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
