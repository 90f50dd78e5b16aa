/** Text of the effect of a fill on one party, line by line, each with its calculation. */
import type { Trade } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import {
  formatFixed,
  formatMoney,
  formatPosition,
  formatPrice,
  formatQuantity,
  decimalsOf,
  MONEY_DECIMALS,
} from '../format/numbers.ts';
import type { Booked, FillArithmetic, Holding, Realized } from './fill-arithmetic.ts';
import type { TakeoverFill } from './takeover.ts';

export interface SideLine {
  readonly name: string;
  /** The calculation, in parts that must not break. */
  readonly sum: readonly string[];
  /** Result of the calculation, if there is one. */
  readonly result?: string;
  /** Amount whose sign decides the colour of the line. */
  readonly amount?: number;
}

/** Decimals of a published fee. */
const DECIMALS_MAX = 8;
/** Number of decimals of an entry beyond those of the tick. */
const ENTRY_DECIMALS_MORE = 4;

export function sideLines(side: FillArithmetic, trade: Trade, instrument: Instrument): readonly SideLine[] {
  const { before, after, realized, booked } = side;
  return [
    { name: 'Position', sum: [holdingText(before, instrument), `→ ${holdingText(after, instrument)}`] },
    realizedLine(realized, trade.price, instrument),
    feeLine(side, trade, instrument),
    ...(booked === null ? [] : [bookedLine(booked), standingLine(booked, instrument)]),
  ];
}

export function takeoverLines(
  { side, price: takeoverPrice, fundChange }: TakeoverFill,
  { price, quantity }: Trade,
  { tickSize, lotSize }: Instrument,
): readonly SideLine[] {
  const [got, taken] = [formatPrice(price, tickSize), formatPrice(takeoverPrice, tickSize)];
  const difference = side === 'buy' ? `${got} − ${taken}` : `${taken} − ${got}`;
  const sum = [`(${difference})`, `× ${formatQuantity(quantity, lotSize)}`];
  return [
    { name: 'Position', sum: [side === 'buy' ? 'long,' : 'short,', `taken over at ${taken}`] },
    { name: 'Insurance fund', sum, result: signed(fundChange), amount: fundChange },
    { name: 'Fee', sum: ['none: the exchange pays no fee'] },
  ];
}

function holdingText({ quantity, entry }: Holding, { tickSize, lotSize }: Instrument): string {
  if (entry === null) return 'flat';
  return `${formatPosition(quantity, lotSize)} at ${entryText(entry, tickSize)}`;
}

function realizedLine(realized: Realized | null, price: number, { tickSize, lotSize }: Instrument): SideLine {
  const name = 'Realized PnL';
  if (realized === null) return { name, sum: ['none: the fill closed nothing'] };
  const { quantity, entry, side, amount } = realized;
  const [got, paid] = [formatPrice(price, tickSize), entryText(entry, tickSize)];
  const difference = side === 'buy' ? `${got} − ${paid}` : `${paid} − ${got}`;
  const sum = [`(${difference})`, `× ${formatQuantity(quantity, lotSize)}`];
  return { name, sum, result: signed(amount), amount };
}

function feeLine(
  { fee: { rate, amount }, liquidity }: FillArithmetic,
  trade: Trade,
  instrument: Instrument,
): SideLine {
  const price = formatPrice(trade.price, instrument.tickSize);
  const quantity = formatQuantity(trade.quantity, instrument.lotSize);
  const name = amount < 0 ? `Rebate (${liquidity})` : `Fee (${liquidity})`;
  const sum = [`${price} × ${quantity}`, `× ${exact(Math.abs(rate) * 100)} %`];
  return { name, sum, result: signed(-amount), amount: -amount };
}

function bookedLine({ fills, fees, realizedPnl }: Booked): SideLine {
  const name = fills === 1 ? 'Booked' : `Booked for ${fills} fills`;
  return { name, sum: [`realized ${signed(realizedPnl)},`, `fees ${signed(-fees)}`] };
}

function standingLine({ after }: Booked, { tickSize }: Instrument): SideLine {
  const liquidation =
    after.liquidationPrice === null
      ? 'no liquidation price'
      : `liquidation at ${formatPrice(after.liquidationPrice, tickSize)}`;
  return { name: 'Afterwards', sum: [`equity ${formatMoney(after.equity)},`, liquidation] };
}

/** Text of an entry, which is between ticks and may have any number of decimals. */
function entryText(entry: number, tickSize: number): string {
  const decimals = decimalsOf(tickSize);
  return exact(Number(entry.toFixed(decimals + ENTRY_DECIMALS_MORE)), decimals);
}

/** Text of a value with all its digits, and at least `decimalsMin` decimals. */
function exact(value: number, decimalsMin = MONEY_DECIMALS): string {
  let decimals = decimalsMin;
  while (decimals < DECIMALS_MAX && Number(value.toFixed(decimals)) !== Number(value.toFixed(DECIMALS_MAX)))
    decimals += 1;
  return formatFixed(value, decimals);
}

function signed(value: number): string {
  return value > 0 ? `+${exact(value)}` : exact(value);
}
