import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Direction } from '../feed/use-direction.ts';

/** Where the last price came from; nothing before it moved. */
export function DirectionArrow({ direction }: { readonly direction: Direction }) {
  if (direction === 'none') return null;
  const Arrow = direction === 'up' ? ArrowUp : ArrowDown;
  return <Arrow size={14} aria-hidden />;
}
