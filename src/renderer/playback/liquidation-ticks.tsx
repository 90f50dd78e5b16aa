/**
 * Liquidations of the session as ticks over the scrubber. A click goes to the moment just before one. Tab reaches the
 * ticks once, and the arrow keys move among them.
 */
import { useState, type CSSProperties, type KeyboardEvent } from 'react';
import { useFeed, useTopic } from '../feed/use-feed.ts';
import { momentText } from './playback-times.ts';
import { SessionLiquidations, ticksOf, type Tick } from './session-liquidations.ts';

const LEAD_MICROS = 1_000_000;
const NAMED_MAX = 4;

interface LiquidationTicksProps {
  readonly first: number;
  readonly last: number;
  readonly onSeek: (time: number) => void;
}

export function LiquidationTicks({ first, last, onSeek }: LiquidationTicksProps) {
  useTopic('liquidations');
  const { market, liveMarket } = useFeed();
  const [known] = useState(() => new SessionLiquidations());
  known.play(market.replica.status?.epoch);
  for (const { replica } of [liveMarket, market]) known.note(replica.status?.epoch, replica.liquidations);
  const ticks = ticksOf(known.all, first, last);
  const [chosen, setChosen] = useState(0);
  const stop = Math.min(chosen, ticks.length - 1);
  return (
    <span className="scrubber-ticks" role="toolbar" aria-label="Liquidations" onKeyDown={focusByKey}>
      {ticks.map((tick, index) => (
        <button
          key={tick.liquidations[0].time}
          type="button"
          tabIndex={index === stop ? 0 : -1}
          onFocus={() => setChosen(index)}
          data-testid="scrubber-liquidation"
          style={{ '--at': tick.share } as CSSProperties}
          title={tickText(tick, (time) => momentText(time, first, last))}
          aria-label={tickText(tick, (time) => momentText(time, first, last))}
          onClick={() => onSeek(Math.max(first, tick.liquidations[0].time - LEAD_MICROS))}
        />
      ))}
    </span>
  );
}

function focusByKey(event: KeyboardEvent<HTMLElement>): void {
  const ticks = [...event.currentTarget.querySelectorAll('button')];
  const at = ticks.findIndex((tick) => tick === document.activeElement);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: ticks.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  // These keys have other meanings in the window.
  event.stopPropagation();
  ticks[Math.max(0, Math.min(to, ticks.length - 1))]?.focus();
}

function tickText({ liquidations }: Tick, textOf: (time: number) => string): string {
  const names = [...new Set(liquidations.map(({ account }) => account))];
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : '';
  const at = textOf(liquidations[0].time);
  return `${at}: liquidation of ${names.slice(0, NAMED_MAX).join(', ')}${more}. Click or press Enter to go there.`;
}
