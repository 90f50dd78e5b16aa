/** The liquidations of the session as ticks over the scrubber; a click goes to just before one. */
import { useState, type CSSProperties } from 'react';
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
  return (
    <span className="scrubber-ticks">
      {ticksOf(known.all, first, last).map((tick) => (
        <button
          key={tick.liquidations[0].time}
          type="button"
          // The arrow keys of the scrubber are the way of the keyboard.
          tabIndex={-1}
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

function tickText({ liquidations }: Tick, textOf: (time: number) => string): string {
  const names = [...new Set(liquidations.map(({ account }) => account))];
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : '';
  const at = textOf(liquidations[0].time);
  return `${at}: liquidation of ${names.slice(0, NAMED_MAX).join(', ')}${more}. Click to go there.`;
}
