/** Draws lines and ranges, sets alerts, and lists both. */
import { PencilRuler, X } from 'lucide-react';
import { useState } from 'react';
import { useFeed, useFeedValue } from '../feed/use-feed.ts';
import { usePitStore, usePit } from '../pit/pit-store.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';
import { playAlert } from './alert-sound.ts';
import { drawingText } from './drawing-lines.ts';
import { placed, startDrawing, TOOLS, type Tool } from './drawing-tools.ts';
import {
  addDrawing,
  clearDrawings,
  removeDrawing,
  sessionOf,
  useDrawingsOf,
  type Drawing,
} from './drawings.ts';

export function useDrawingSession(): string {
  const pit = usePitStore();
  // The session changes with these.
  usePit(({ playback }) => playback?.session);
  usePit(({ state }) => state?.sessionFolder);
  usePit(({ settings }) => settings?.remoteRelayUrl);
  return useFeedValue(({ market }) => sessionOf(pit.getState(), market.replica.status?.epoch));
}

export function DrawMenu({ symbol, tickSize }: { readonly symbol: string; readonly tickSize: number }) {
  const session = useDrawingSession();
  const drawings = useDrawingsOf(session).filter((one) => !('symbol' in one) || one.symbol === symbol);
  return (
    <>
      <button
        type="button"
        className="icon-button draw-menu-button"
        popoverTarget="draw-menu"
        aria-label="Drawings and alerts"
        title="Drawings and alerts"
        data-testid="draw-menu-button"
      >
        <PencilRuler size={14} aria-hidden />
      </button>
      <div id="draw-menu" popover="auto" className="column-menu chart-menu draw-menu">
        <fieldset>
          <legend>Draw</legend>
          <PriceForm session={session} symbol={symbol} tickSize={tickSize} />
        </fieldset>
        <MarginForm session={session} />
        <SoundChoice />
        {drawings.length > 0 && <DrawingList session={session} drawings={drawings} tickSize={tickSize} />}
      </div>
    </>
  );
}

interface PriceFormProps {
  readonly session: string;
  readonly symbol: string;
  readonly tickSize: number;
}

/** With prices in the fields a button draws at once; without, the next click on the chart gives them. */
function PriceForm({ session, symbol, tickSize }: PriceFormProps) {
  const feed = useFeed();
  const [price, setPrice] = useState('');
  const [to, setTo] = useState('');
  const draw = (tool: Tool) => {
    const given = [price, ...(tool === 'range' ? [to] : [])].map((text) =>
      text === '' ? Number.NaN : Number(text),
    );
    const drawing = placed(tool, given, { symbol, tickSize, last: lastPriceOf(feed, symbol) });
    if (drawing === undefined) startDrawing(tool);
    else addDrawing(session, drawing);
    setPrice('');
    setTo('');
  };
  return (
    <>
      <div className="draw-row">
        <input
          type="number"
          step="any"
          min={0}
          placeholder="price or click"
          aria-label="Price"
          data-testid="draw-price"
          value={price}
          onChange={({ target }) => setPrice(target.value)}
        />
        <input
          type="number"
          step="any"
          min={0}
          placeholder="to, for a range"
          aria-label="Second price of a range"
          data-testid="draw-to"
          value={to}
          onChange={({ target }) => setTo(target.value)}
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

function lastPriceOf(feed: ReturnType<typeof useFeed>, symbol: string): number | undefined {
  const market = feed.market.replica.markets.get(symbol);
  return market?.lastPrice ?? market?.markPrice;
}

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
          type="number"
          min={1}
          max={100}
          aria-label="Margin in percent; liquidation starts at 100"
          title="Liquidation starts at 100 %"
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
            <li key={drawing.id} data-testid="drawing">
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
