import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Direction } from '../feed/use-direction.ts';

/** The direction of the last price change; empty before the first change. */
export function DirectionArrow({ direction }: { readonly direction: Direction }) {
  if (direction === 'none') return null;
  const Arrow = direction === 'up' ? ArrowUp : ArrowDown;
  return <Arrow size={14} aria-hidden />;
}
