/** What a fill did to one party, line by line, each with the sum that led to it. */
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
import type { Booked, Fee, FillArithmetic, Holding, Realized } from './fill-arithmetic.ts';
import type { TakeoverFill } from './takeover.ts';

export interface SideLine {
  readonly name: string;
  readonly sum: string;
  /** What the sum comes to, if it is one. */
  readonly result?: string;
  /** Its sign decides its colour. */
  readonly amount?: number;
}

/** Money of a fee may be told to so many digits. */
const DECIMALS_MAX = 8;

export function sideLines(side: FillArithmetic, instrument: Instrument): readonly SideLine[] {
  const { before, after, realized, fee, booked } = side;
  return [
    { name: 'Position', sum: `${holdingWords(before, instrument)} → ${holdingWords(after, instrument)}` },
    realizedLine(realized, instrument, side),
    feeLine(fee, instrument, side),
    ...(booked === null ? [] : [bookedLine(booked), standingLine(booked, instrument)]),
  ];
}

export function takeoverLines(
  { side, bankruptcyPrice, fundChange }: TakeoverFill,
  { price, quantity }: { readonly price: number; readonly quantity: number },
  { tickSize, lotSize }: Instrument,
): readonly SideLine[] {
  const [got, bankrupt] = [formatPrice(price, tickSize), formatPrice(bankruptcyPrice, tickSize)];
  const difference = side === 'buy' ? `${got} − ${bankrupt}` : `${bankrupt} − ${got}`;
  const sum = `(${difference}) × ${formatQuantity(quantity, lotSize)}`;
  return [
    { name: 'Position', sum: `${side === 'buy' ? 'long' : 'short'}, taken over at ${bankrupt}` },
    { name: 'Insurance fund', sum, result: signed(fundChange), amount: fundChange },
    { name: 'Fee', sum: 'none: the exchange pays no fee' },
  ];
}

function holdingWords({ quantity, entry }: Holding, { tickSize, lotSize }: Instrument): string {
  if (entry === null) return 'flat';
  return `${formatPosition(quantity, lotSize)} at ${exact(entry, decimalsOf(tickSize))}`;
}

function realizedLine(
  realized: Realized | null,
  { tickSize, lotSize }: Instrument,
  { after }: FillArithmetic,
): SideLine {
  const name = 'Realized PnL';
  if (realized === null) return { name, sum: `none: the fill opened, its price is in the entry (${after.quantity > 0 ? 'long' : 'short'})` };
  const { quantity, entry, side, amount } = realized;
  const price = exact(priceOf(realized), decimalsOf(tickSize));
  const paid = exact(entry, decimalsOf(tickSize));
  const difference = side === 'buy' ? `${price} − ${paid}` : `${paid} − ${price}`;
  const sum = `(${difference}) × ${formatQuantity(quantity, lotSize)}`;
  return { name, sum, result: signed(amount), amount };
}

/** The price at which it was closed, from what it made. */
function priceOf({ quantity, entry, side, amount }: Realized): number {
  return entry + (side === 'buy' ? amount : -amount) / quantity;
}

function feeLine(
  { value, rate, amount }: Fee,
  { tickSize, lotSize }: Instrument,
  { liquidity }: FillArithmetic,
): SideLine {
  void tickSize;
  void lotSize;
  const percent = `${exact(rate * 100, MONEY_DECIMALS)} %`;
  const name = amount < 0 ? `Fee (a ${liquidity}’s rebate)` : `Fee (${liquidity})`;
  return { name, sum: `${exact(value)} × ${percent}`, result: exact(amount), amount: -amount };
}

function bookedLine({ fills, fees, realizedPnl }: Booked): SideLine {
  const name = fills === 1 ? 'Booked' : `Booked for ${fills} fills`;
  return { name, sum: `realized ${signed(realizedPnl)}, fees ${signed(fees)}` };
}

function standingLine({ after }: Booked, { tickSize }: Instrument): SideLine {
  const liquidation =
    after.liquidationPrice === null ? 'no liquidation price' : `liquidation at ${formatPrice(after.liquidationPrice, tickSize)}`;
  return { name: 'Afterwards', sum: `equity ${formatMoney(after.equity)}, ${liquidation}` };
}

/** With as many digits as it has, `decimalsMin` at least. */
function exact(value: number, decimalsMin = MONEY_DECIMALS): string {
  let decimals = decimalsMin;
  while (decimals < DECIMALS_MAX && Number(value.toFixed(decimals)) !== Number(value.toFixed(DECIMALS_MAX))) decimals += 1;
  return formatFixed(value, decimals);
}

function signed(value: number): string {
  return value > 0 ? `+${exact(value)}` : exact(value);
}
