/**
 * Splits an account's profit by source, from the public stream alone.
 *
 * 1. A change of the position by d units (negative: sold) at price p, with the mark price m before the command, makes
 *    d × (m − p): as maker, as taker, or in a liquidation. Fees and funding are those of `position_update`.
 * 2. The rest of the change of equity is inventory: what the position made while the mark price moved. After every
 *    command it is the sum of position × move of the mark price, so the parts add up to the change of equity.
 * 3. Sums are whole numbers of 10^-12, which holds every price × quantity of the exchange exactly.
 * 4. What the reader missed in a hole of the stream counts as inventory.
 */
import type { Liquidation, MarketEvent, PositionUpdate, Trade } from './events.ts';
import type { ProfitParts } from './profit.ts';
import { POWERS_OF_TEN } from './units.ts';

const DECIMALS = 12;
const SCALE = 10n ** BigInt(DECIMALS);
/** Number of 10^-12 in a unit of the last decimal, by the number of decimals. */
const UNITS_OF_DECIMAL = POWERS_OF_TEN.slice(0, DECIMALS + 1).map((power) => SCALE / BigInt(power));
/** Below this, two decimals of the same length never map to the same double. */
const UNITS_MAX = 1e15;
type PartName = 'spreadAsMaker' | 'spreadAsTaker' | 'liquidation';

/** State of the account when the ledger begins. */
export interface ProfitBasis {
  readonly balance: number;
  readonly positions: readonly Pick<
    PositionUpdate,
    'symbol' | 'unrealizedPnl' | 'feesPaid' | 'fundingPaid'
  >[];
  /** `seq` of the newest event that the state includes. */
  readonly seq: number;
}

interface Costs {
  readonly fees: bigint;
  readonly funding: bigint;
}
const NOTHING: Costs = { fees: 0n, funding: 0n };

/** The ledger as plain data, for a process that continues it. */
export interface ProfitMemory {
  readonly seq: number;
  readonly start: bigint;
  readonly equity: bigint;
  readonly sums: Readonly<Record<PartName, bigint>>;
  readonly costsBefore: Costs;
  readonly costs: ReadonlyMap<string, Costs>;
  readonly marks: ReadonlyMap<string, number>;
}

export class ProfitLedger {
  readonly #account: string;
  readonly #start: bigint;
  readonly #costsBefore: Costs;
  /** Fees and funding paid, by symbol, as of the newest update. */
  readonly #costs: Map<string, Costs>;
  /** Mark price after the newest command, by symbol. */
  readonly #marks: Map<string, number>;
  readonly #sums: Record<PartName, bigint>;
  /** The newest update of each symbol since the last read. Its numbers are converted only when a caller reads them. */
  readonly #updates = new Map<string, PositionUpdate>();
  #newest: PositionUpdate | undefined;
  #equity: bigint;
  #seq: number;

  private constructor(account: string, memory: ProfitMemory) {
    this.#account = account;
    this.#start = memory.start;
    this.#equity = memory.equity;
    this.#costsBefore = memory.costsBefore;
    this.#costs = new Map(memory.costs);
    this.#marks = new Map(memory.marks);
    this.#sums = { ...memory.sums };
    this.#seq = memory.seq;
  }

  /** @param marks mark prices, by symbol */
  static begin(
    account: string,
    { balance, positions, seq }: ProfitBasis,
    marks: ReadonlyMap<string, number>,
  ): ProfitLedger {
    const start = positions.reduce((sum, { unrealizedPnl }) => sum + scaled(unrealizedPnl), scaled(balance));
    const costs = new Map(positions.map((position) => [position.symbol, costsOf(position)] as const));
    const sums = { spreadAsMaker: 0n, spreadAsTaker: 0n, liquidation: 0n };
    const costsBefore = sumOf(costs);
    return new ProfitLedger(account, { seq, start, equity: start, sums, costsBefore, costs, marks });
  }

  static recall(account: string, memory: ProfitMemory): ProfitLedger {
    return new ProfitLedger(account, memory);
  }

  get memory(): ProfitMemory {
    this.#convert();
    return {
      seq: this.#seq,
      start: this.#start,
      equity: this.#equity,
      sums: { ...this.#sums },
      costsBefore: this.#costsBefore,
      costs: new Map(this.#costs),
      marks: new Map(this.#marks),
    };
  }

  /** Applies the events of a command, in order. */
  apply(event: MarketEvent): void {
    if (event.seq <= this.#seq) return;
    switch (event.type) {
      case 'mark_price':
        this.#marks.set(event.symbol, event.price);
        break;
      case 'trade':
        this.#traded(event);
        break;
      case 'liquidation':
        this.#liquidated(event);
        break;
      case 'position_update':
        if (event.account !== this.#account) return;
        this.#updates.set(event.symbol, event);
        this.#newest = event;
        break;
      default:
        return;
    }
    this.#seq = event.seq;
  }

  /** Values the account at the mark prices of now, which may have moved since its newest update. */
  revalue(equity: number): void {
    this.#convert();
    this.#equity = scaled(equity);
  }

  get parts(): ProfitParts {
    this.#convert();
    const { fees, funding } = sumOf(this.#costs);
    const parts = {
      ...this.#sums,
      fees: this.#costsBefore.fees - fees,
      funding: this.#costsBefore.funding - funding,
    };
    const total = this.#equity - this.#start;
    const inventory = Object.values(parts).reduce((rest, part) => rest - part, total);
    return {
      total: decimal(total),
      spreadAsMaker: decimal(parts.spreadAsMaker),
      spreadAsTaker: decimal(parts.spreadAsTaker),
      inventory: decimal(inventory),
      fees: decimal(parts.fees),
      funding: decimal(parts.funding),
      liquidation: decimal(parts.liquidation),
    };
  }

  #convert(): void {
    if (this.#newest === undefined) return;
    for (const [symbol, update] of this.#updates) this.#costs.set(symbol, costsOf(update));
    this.#equity = scaled(this.#newest.equity);
    this.#updates.clear();
    this.#newest = undefined;
  }

  /** Adds a trade. The order that closes a position after a takeover names the account, but trades for the exchange. */
  #traded({ buyAccount, sellAccount, aggressor, liquidation, symbol, price, quantity }: Trade): void {
    const side = buyAccount === this.#account ? 'buy' : sellAccount === this.#account ? 'sell' : null;
    if (side === null || (liquidation && side === aggressor)) return;
    const part = side === aggressor ? 'spreadAsTaker' : 'spreadAsMaker';
    this.#add(part, symbol, side === 'buy' ? quantity : -quantity, price);
  }

  #liquidated({ account, counterparty, stage, side, symbol, quantity, ...step }: Liquidation): void {
    const { price, insuranceFundChange: change } = step;
    const closed = side === 'buy' ? -quantity : quantity;
    if (stage === 'taken_over' && account === this.#account && price !== undefined)
      this.#add('liquidation', symbol, closed, price);
    if (stage === 'auto_deleveraged' && counterparty === this.#account && price !== undefined)
      this.#add('liquidation', symbol, -closed, price);
    // A step without lots means that the fund has paid a debt.
    if (stage === 'insurance_fund' && account === this.#account && quantity === 0 && change !== undefined)
      this.#sums.liquidation -= scaled(change);
  }

  #add(part: PartName, symbol: string, change: number, price: number): void {
    const mark = this.#marks.get(symbol) ?? price;
    this.#sums[part] += (scaled(change) * (scaled(mark) - scaled(price))) / SCALE;
  }
}

function costsOf({ feesPaid, fundingPaid = 0 }: Pick<PositionUpdate, 'feesPaid' | 'fundingPaid'>): Costs {
  return { fees: scaled(feesPaid), funding: scaled(fundingPaid) };
}

function sumOf(costs: ReadonlyMap<string, Costs>): Costs {
  let sum = NOTHING;
  for (const { fees, funding } of costs.values())
    sum = { fees: sum.fees + fees, funding: sum.funding + funding };
  return sum;
}

/** The decimal that the wire carried: the shortest one that parses to this double. */
function scaled(value: number): bigint {
  for (let decimals = 0; decimals <= DECIMALS; decimals += 1) {
    const power = POWERS_OF_TEN[decimals] ?? 1;
    const units = Math.round(value * power);
    if (Math.abs(units) >= UNITS_MAX) break;
    if (units / power === value) return BigInt(units) * (UNITS_OF_DECIMAL[decimals] ?? 1n);
  }
  return scaledByText(value);
}

function scaledByText(value: number): bigint {
  const text = String(value);
  const [whole = '0', fraction = ''] = (text.includes('e') ? value.toFixed(DECIMALS) : text).split('.');
  return BigInt(whole + fraction.slice(0, DECIMALS).padEnd(DECIMALS, '0'));
}

function decimal(amount: bigint): number {
  const digits = String(amount < 0n ? -amount : amount).padStart(DECIMALS + 1, '0');
  const value = Number(`${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`);
  return amount < 0n ? -value : value;
}
