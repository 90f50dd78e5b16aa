/**
 * Sends a recorded match of Ready Trader Go to the engine: the inserts, amends and cancels of its log become commands. The
 * engine must predict its trades, and the remainders that the match cancels.
 *
 * - Prices and money in the files are cents; a tick is a dollar. Money is kept in units of a hundredth of a cent, in which
 *   the fees at these rates are whole, so that the engine rounds nothing and the match's own rounding can be applied.
 * - The match rounds a fee to the nearest cent, a taker's once for all that it trades at one price. Rule A4 of this
 *   exchange rounds up, and for every trade: the rates and the traded values are compared, not the rounding.
 * - Orders of the market have no owner. Each gets a separate account, so that no two of them count as self-trading.
 * - `fill and kill` is an ioc: the match itself sends its `Cancel`, which the engine must predict, too.
 */
import { compileInstrument, type Instrument } from '../../src/contract/instrument.ts';
import { decimalGrid, type Money, type TimeMicros } from '../../src/contract/units.ts';
import {
  apply,
  createState,
  findOrder,
  positionOf,
  positionsOf,
  type Account,
  type Command,
  type Facts,
} from '../../src/engine/index.ts';
import { only, type EngineEvent } from '../support/pit.ts';

type Place = Extract<Command, { type: 'place_order' }>;
/** The lots of one order of the competitor at one price within one command. */
interface Trade extends Pick<Facts.Fill, 'clientOrderId' | 'instrument' | 'side' | 'price'> {
  readonly quantity: number;
  readonly fee: number;
}

/** A line of a file by the names of its columns. */
export type Row = Readonly<Record<string, string>>;

/** The settings of the match that the prediction needs. */
export interface MatchRules {
  readonly Fees: { readonly Maker: number; readonly Taker: number };
  readonly Instrument: { readonly EtfClamp: number; readonly TickSize: number };
}

const MONEY_DECIMALS = 4;
const UNITS_PER_CENT = 100;
const CENTS_PER_TICK = 100;
const DEPOSIT = 100_000_000_000 as Money;
const REFERENCE_PRICE = 1404;
/** By their numbers in the log. */
const SYMBOLS = ['FUTURE', 'ETF'];

export class RecordedMatch {
  readonly state;
  /** The competitor's, as the log writes them. */
  readonly trades: Row[] = [];
  /** Cancelled volumes, by the owner or by the exchange, as the log writes them. */
  readonly cancels: Row[] = [];
  readonly #rules: MatchRules;
  readonly #competitor: Account;
  /** Rounded as the match rounds them, in cents. */
  #fees = 0;
  readonly #fillAndKill = new Set<string>();
  readonly #volumes = { buy: 0, sell: 0 };
  #micros = 0;

  constructor(rules: MatchRules, competitor: string) {
    const specs = SYMBOLS.map((symbol, index) =>
      compileInstrument(instrument(symbol, rules), index, MONEY_DECIMALS),
    );
    this.state = createState(specs, 0 as Money, decimalGrid(MONEY_DECIMALS));
    this.#rules = rules;
    this.#competitor = this.#account(competitor);
  }

  /** Carry out one line of the log. */
  play(row: Row): void {
    this.#micros = Math.floor(Number(row['Time']) * 1_000_000);
    const command = this.#commandOf(row);
    if (command === null) return;
    const events = this.#apply(command);
    const [rejected] = only(events, 'order_rejected');
    if (rejected !== undefined) throw new Error(`order ${row['OrderId']} is rejected: ${rejected.reason}`);
    const fills = only(events, 'fill').filter(({ account }) => account === this.#competitor.index);
    for (const trade of mergedByPrice(fills)) this.#noteTrade(row, trade);
    for (const canceled of only(events, 'order_canceled')) this.#noteCancel(row, canceled);
  }

  /** The expected score board now, in cents; a price is null before the first trade. */
  score(): Readonly<Record<string, number | null>> {
    const [future, etf] = this.state.markets.map((market) => positionOf(this.#competitor, market).lots);
    const [futurePrice, etfPrice] = this.state.markets.map(({ lastPrice }) =>
      lastPrice === null ? null : lastPrice * CENTS_PER_TICK,
    );
    const cash = this.#cashUnits() / UNITS_PER_CENT - this.#fees;
    const etfValue = (etf ?? 0) * this.#clamped(etfPrice ?? 0, futurePrice ?? 0);
    return {
      BuyVolume: this.#volumes.buy,
      SellVolume: this.#volumes.sell,
      EtfPosition: etf ?? 0,
      FuturePosition: future ?? 0,
      EtfPrice: etfPrice ?? null,
      FuturePrice: futurePrice ?? null,
      TotalFees: this.#fees,
      AccountBalance: cash,
      ProfitOrLoss: cash + (future ?? 0) * (futurePrice ?? 0) + etfValue,
    };
  }

  #commandOf(row: Row): Command | null {
    switch (row['Operation']) {
      case 'Insert':
        return this.#insertion(row);
      case 'Amend':
        return this.#amendment(row);
      case 'Cancel':
        return this.#cancellation(row);
      // The exchange did it; the engine must predict it.
      case 'Trade':
        return null;
      default:
        throw new Error(`operation ${row['Operation']} is none of Insert, Amend, Cancel and Trade`);
    }
  }

  #insertion(row: Row): Place {
    const isFillAndKill = row['Lifespan'] === 'F';
    if (isFillAndKill) this.#fillAndKill.add(nameOf(row));
    return {
      type: 'place_order',
      account: this.#owner(row).index,
      clientOrderId: row['OrderId'] ?? '',
      instrument: Number(row['Instrument']) as Place['instrument'],
      side: row['Side'] === 'A' ? 'sell' : 'buy',
      orderType: 'limit',
      quantity: Number(row['Volume']) as Place['quantity'],
      price: (Number(row['Price']) / CENTS_PER_TICK) as Place['price'],
      stopPrice: null,
      timeInForce: isFillAndKill ? 'ioc' : 'gtc',
      postOnly: false,
      reduceOnly: false,
      selfTradePrevention: 'cancel_resting',
    };
  }

  /** The log gives the change of the volume. */
  #amendment(row: Row): Command {
    const { index } = this.#owner(row);
    const order = { clientOrderId: row['OrderId'] ?? '' };
    const open = findOrder(this.state, index, order)?.open ?? 0;
    const quantity = (open + Number(row['Volume'])) as Place['quantity'];
    return { type: 'amend_order', account: index, order, price: null, quantity };
  }

  /** Null for a fill-and-kill order, whose owner cannot cancel its remainder. */
  #cancellation(row: Row): Command | null {
    if (this.#fillAndKill.has(nameOf(row))) return null;
    const order = { clientOrderId: row['OrderId'] ?? '' };
    return { type: 'cancel_order', account: this.#owner(row).index, order };
  }

  #noteTrade({ Time = '' }: Row, { clientOrderId, instrument, side, price, quantity, fee }: Trade): void {
    const cents = Math.round(fee / UNITS_PER_CENT);
    this.#fees += cents;
    this.#volumes[side] += quantity;
    this.trades.push({
      Time,
      Competitor: this.#competitor.name,
      OrderId: clientOrderId,
      Instrument: String(instrument),
      Side: side === 'sell' ? 'A' : 'B',
      Volume: String(quantity),
      Price: String(price * CENTS_PER_TICK),
      Fee: String(cents),
    });
  }

  #noteCancel({ Time = '', Competitor = '' }: Row, canceled: Facts.OrderCanceled): void {
    const Volume = String(-canceled.remainingQuantity);
    this.cancels.push({ Time, Competitor, OrderId: canceled.clientOrderId, Volume });
  }

  /** The competitor's cash flow before fees: realized profit less the cost of the open position. */
  #cashUnits(): number {
    const positions = positionsOf(this.#competitor);
    return positions.reduce((sum, { realizedPnl, costBasis }) => sum + realizedPnl - costBasis, 0);
  }

  /** The ETF counts at its last price, but no farther from the future's than the clamp, in whole ticks. */
  #clamped(etfCents: number, futureCents: number): number {
    const { EtfClamp, TickSize } = this.#rules.Instrument;
    const distance = Math.round(EtfClamp * futureCents);
    const bound = distance - (distance % (TickSize * CENTS_PER_TICK));
    return Math.max(futureCents - bound, Math.min(futureCents + bound, etfCents));
  }

  #owner({ Competitor, OrderId }: Row): Account {
    return this.#account(Competitor === '' ? `market-${OrderId}` : (Competitor ?? ''));
  }

  #account(name: string): Account {
    const { accountsByName } = this.state;
    if (!accountsByName.has(name)) this.#apply({ type: 'open_account', account: name, deposit: DEPOSIT });
    return accountsByName.get(name) as Account;
  }

  #apply(command: Command): readonly EngineEvent[] {
    return apply(this.state, command, this.#micros as TimeMicros);
  }
}

function nameOf({ Competitor, OrderId }: Row): string {
  return `${Competitor}:${OrderId}`;
}

/** @param fills of one command */
function mergedByPrice(fills: readonly Facts.Fill[]): readonly Trade[] {
  const trades = new Map<string, Trade>();
  for (const { clientOrderId, instrument, side, price, quantity, fee } of fills) {
    const key = `${clientOrderId}@${price}`;
    const before = trades.get(key) ?? { quantity: 0, fee: 0 };
    const sums = { quantity: before.quantity + quantity, fee: before.fee + fee };
    trades.set(key, { clientOrderId, instrument, side, price, ...sums });
  }
  return [...trades.values()];
}

function instrument(symbol: string, { Fees, Instrument: { TickSize } }: MatchRules): Instrument {
  return {
    symbol,
    tickSize: TickSize,
    lotSize: 1,
    referencePrice: REFERENCE_PRICE,
    makerFeeRate: Fees.Maker,
    takerFeeRate: Fees.Taker,
    marginTiers: [{ upTo: null, maxLeverage: 1000, maintenanceRate: 0.0001 }],
  };
}
