/** Menu that draws lines and ranges, sets alerts, and lists both. */
import { PencilRuler, X } from 'lucide-react';
import { useState } from 'react';
import { useFeed, useFeedValue } from '../feed/use-feed.ts';
import { usePit } from '../pit/pit-store.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { MenuButton } from '../ui/menu-button.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';
import { playAlert } from './alert-sound.ts';
import { drawingText } from './drawing-lines.ts';
import { DRAW_MENU_ID, lastPriceOf, placed, startDrawing, TOOLS, type Tool } from './drawing-tools.ts';
import {
  addDrawing,
  clearDrawings,
  removeDrawing,
  sessionOf,
  useDrawingsOf,
  type Drawing,
} from './drawings.ts';

function useDrawingSession(): string {
  const epoch = useFeedValue(({ market }) => market.replica.status?.epoch);
  return usePit((pit) => sessionOf(pit, epoch));
}

export function DrawMenu({ symbol, tickSize }: { readonly symbol: string; readonly tickSize: number }) {
  const session = useDrawingSession();
  const drawings = useDrawingsOf(session).filter((one) => !('symbol' in one) || one.symbol === symbol);
  return (
    <MenuButton
      id={DRAW_MENU_ID}
      icon={PencilRuler}
      label="Drawings and alerts"
      className="chart-menu draw-menu"
    >
      <fieldset>
        <legend>Draw</legend>
        <PriceForm session={session} symbol={symbol} tickSize={tickSize} />
      </fieldset>
      <MarginForm session={session} />
      <SoundChoice />
      {drawings.length > 0 && <DrawingList session={session} drawings={drawings} tickSize={tickSize} />}
    </MenuButton>
  );
}

interface PriceFormProps {
  readonly session: string;
  readonly symbol: string;
  readonly tickSize: number;
}

/**
 * Form for prices. With prices in its fields, a button draws at once. Without, the next click on the chart supplies
 * them.
 */
function PriceForm({ session, symbol, tickSize }: PriceFormProps) {
  const feed = useFeed();
  const [price, setPrice] = useState('');
  const [to, setTo] = useState('');
  const draw = (tool: Tool) => {
    const given = [price, ...(tool === 'range' ? [to] : [])].map((text) =>
      text === '' ? Number.NaN : Number(text),
    );
    const drawing = placed(tool, given, { symbol, tickSize, last: lastPriceOf(feed.market, symbol) });
    if (drawing === undefined) startDrawing(tool);
    else addDrawing(session, drawing);
    setPrice('');
    setTo('');
  };
  return (
    <>
      <div className="draw-row">
        <PriceInput name="price" label="Price" hint="price or click" text={price} onText={setPrice} />
        <PriceInput
          name="to"
          label="Second price of a range"
          hint="to, for a range"
          text={to}
          onText={setTo}
        />
      </div>
      <div className="draw-row">
        {TOOLS.map(({ id, label, title, key }) => (
          <button
            key={id}
            type="button"
            className="button small"
            title={`${title} (${key})`}
            data-testid={`draw-${id}`}
            onClick={() => draw(id)}
          >
            {label}
          </button>
        ))}
      </div>
    </>
  );
}

interface PriceInputProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly text: string;
  readonly onText: (text: string) => void;
}

function PriceInput({ name, label, hint, text, onText }: PriceInputProps) {
  return (
    <input
      type="number"
      step="any"
      min={0}
      placeholder={hint}
      aria-label={label}
      data-testid={`draw-${name}`}
      value={text}
      onChange={({ target }) => onText(target.value)}
    />
  );
}

/** Id of the field for the percentage, which a command focuses (commands/run-command.ts). */
export const MARGIN_FIELD_ID = 'margin-field';
const PERCENT_USUAL = 80;

function MarginForm({ session }: { readonly session: string }) {
  const account = useUi((ui) => ui.account);
  const [percent, setPercent] = useState(String(PERCENT_USUAL));
  const value = Number(percent);
  const isValid = value > 0 && value <= 100;
  return (
    <fieldset>
      <legend>Alert when the margin of {account ?? 'the selected account'} reaches</legend>
      <div className="draw-row">
        <input
          id={MARGIN_FIELD_ID}
          type="number"
          min={1}
          max={100}
          aria-label="Margin in percent; liquidation starts above 100"
          title="Liquidation starts above 100 %"
          data-testid="alert-percent"
          value={percent}
          onChange={({ target }) => setPercent(target.value)}
        />
        %
        <button
          type="button"
          className="button small"
          disabled={account === null || !isValid}
          title={account === null ? 'Select an account first' : 'Add the alert'}
          data-testid="alert-margin-add"
          onClick={() =>
            account !== null && addDrawing(session, { kind: 'margin-alert', account, percent: value })
          }
        >
          Add
        </button>
      </div>
    </fieldset>
  );
}

function SoundChoice() {
  const isOn = useUi((ui) => ui.alertSound);
  const change = () => {
    setUi({ alertSound: !isOn });
    if (!isOn) playAlert();
  };
  return (
    <fieldset>
      <label title="Alerts play two short tones">
        <input type="checkbox" checked={isOn} data-testid="alert-sound" onChange={change} />
        Alerts make a sound
      </label>
    </fieldset>
  );
}

interface ListProps {
  readonly session: string;
  readonly drawings: readonly Drawing[];
  readonly tickSize: number;
}

function DrawingList({ session, drawings, tickSize }: ListProps) {
  return (
    <fieldset>
      <legend>In this session</legend>
      <ul className="draw-list">
        {drawings.map((drawing) => {
          const text =
            drawing.kind === 'margin-alert'
              ? `alert at ${drawing.percent} % margin of ${drawing.account}`
              : drawingText(drawing, tickSize);
          return (
            <li
              key={drawing.id}
              data-testid="drawing"
              title={drawing.kind === 'margin-alert' ? undefined : 'Drag it on the chart to move it'}
            >
              {text}
              <IconButton
                icon={X}
                label={`Remove ${text}`}
                onClick={() => removeDrawing(session, drawing.id)}
              />
            </li>
          );
        })}
      </ul>
      <button type="button" className="text-button" onClick={() => clearDrawings(session)}>
        Remove all
      </button>
    </fieldset>
  );
}
