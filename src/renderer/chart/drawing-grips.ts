/** Finds the line of a drawing under the pointer, and computes the drawing after that line has moved. */
import { placed, type DrawingPlace, type Tool } from './drawing-tools.ts';
import type { PricedDrawing } from './drawings.ts';

/** Distance within which the pointer grabs a line. */
export const GRAB_PX = 4;

export interface Grip {
  readonly drawing: PricedDrawing;
  /** Price of the grabbed line. */
  readonly price: number;
}

const TOOL_OF: Readonly<Record<PricedDrawing['kind'], Tool>> = {
  line: 'line',
  range: 'range',
  'price-alert': 'alert',
};

/**
 * The nearest line. Of equally near ones, the one drawn last, which is on top. @param y place in the pixels of `yOf`
 */
export function gripAt(
  drawings: readonly PricedDrawing[],
  y: number,
  yOf: (price: number) => number,
): Grip | undefined {
  const awayOf = ({ price }: Grip) => Math.abs(yOf(price) - y);
  const near = drawings.flatMap(gripsOf).filter((grip) => awayOf(grip) <= GRAB_PX);
  return near.toReversed().sort((one, other) => awayOf(one) - awayOf(other))[0];
}

function gripsOf(drawing: PricedDrawing): readonly Grip[] {
  const prices = drawing.kind === 'range' ? [drawing.low, drawing.high] : [drawing.price];
  return prices.map((price) => ({ drawing, price }));
}

/**
 * The drawing with the grabbed line at another price, on a tick. It stays unchanged where the result would not be a
 * drawing.
 * @param isWhole true: a range keeps its height
 */
export function movedTo(
  { drawing, price }: Grip,
  to: number,
  place: DrawingPlace,
  isWhole: boolean,
): PricedDrawing {
  const next = placed(TOOL_OF[drawing.kind], pricesAt({ drawing, price }, to, isWhole), place);
  return next === undefined || next.kind === 'margin-alert' ? drawing : { ...next, id: drawing.id };
}

function pricesAt({ drawing, price }: Grip, to: number, isWhole: boolean): readonly number[] {
  if (drawing.kind !== 'range') return [to];
  const { low, high } = drawing;
  return isWhole ? [low + to - price, high + to - price] : [price === low ? high : low, to];
}
