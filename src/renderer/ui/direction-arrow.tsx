import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Direction } from '../feed/use-direction.ts';

/** Direction of the last price change. Empty before the first change. */
export function DirectionArrow({ direction }: { readonly direction: Direction }) {
  if (direction === 'none') return null;
  const Arrow = direction === 'up' ? ArrowUp : ArrowDown;
  return <Arrow size={14} aria-hidden />;
}
