/**
 * A pit in virtual time for an attack script. The script trades for its own accounts, and waits while all others trade.
 * `watch.ts` measures the effect.
 */
import type { PlaceOrder, Reply, Side } from '../../src/contract/orders.ts';
import { fromUnits, gridOf } from '../../src/contract/units.ts';
import { rosterOf } from '../../src/crowd/index.ts';
import { totalEquityOf, type Account } from '../../src/engine/index.ts';
import type { Outsider } from '../../src/quick-pit/pit-options.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';
import { defaultBots } from '../lib/default-bots.ts';
import type { RuleSet } from './rule-sets.ts';
import { Watch, type Findings } from './watch.ts';

const MS_PER_SECOND = 1_000;
const LOOK_MS = 100;
const CROWD_ACCOUNTS = 40;
/** Time in which the book fills up and five-minute means come into being. */
const WARM_UP_SECONDS = 60;

export interface Attack {
  readonly name: string;
  /** One sentence about the attack. */
  readonly about: string;
  /** `makers`: the accounts of the rule set trade as well. `empty`: nobody else trades. */
  readonly market: 'makers' | 'empty';
  readonly attackers: readonly Outsider[];
  /** Further accounts for which the script trades, and that nobody may liquidate. */
  readonly victims: readonly Outsider[];
  /** Runs before the attack: positions and quotes, which are not measured. */
  prepare?(scene: Scene): void;
  run(scene: Scene): void;
  /** True when the attack is on the crowd, which the old rules lack. */
  readonly needsCrowd?: boolean;
  /** Attacker that must not gain, because the others only trade for it. */
  readonly gainer?: string;
  /** Time from the end of the attack to the last measurement. */
  readonly aftermathSeconds: number;
  /** Rule sets under which the attack still succeeds; docs/results says why. */
  readonly knownUnder?: readonly string[];
}

export class Scene {
  readonly pit: QuickPit;
  readonly watch: Watch;
  readonly #lotGrid;
  readonly #tickGrid;
  #orders = 0;

  constructor(rules: RuleSet, attack: Attack, seed: number) {
    const isEmpty = attack.market === 'empty';
    const { instrument, rulesVersion, hasCrowd, hasIndex } = rules;
    this.pit = new QuickPit(
      isEmpty ? [] : defaultBots(),
      seed,
      isEmpty || !hasCrowd ? [] : rosterOf(CROWD_ACCOUNTS),
      {
        instrument,
        hasIndex,
        ...(rulesVersion !== undefined && { rulesVersion }),
        outsiders: [...attack.attackers, ...attack.victims],
      },
    );
    this.#lotGrid = gridOf(instrument.lotSize);
    this.#tickGrid = gridOf(instrument.tickSize);
    this.watch = new Watch(this.pit, attack);
  }

  /** @param patience factor on the time to watch before and after the attack @returns the effects of the attack */
  play(attack: Attack, patience: number): Findings {
    if (attack.market === 'makers') this.wait(patience * WARM_UP_SECONDS);
    attack.prepare?.(this);
    this.watch.begin();
    attack.run(this);
    this.wait(patience * attack.aftermathSeconds);
    return this.watch.findings();
  }

  /** Lets all others trade for a while. */
  wait(seconds: number): void {
    this.pit.run(seconds * MS_PER_SECOND, LOOK_MS, () => this.watch.look());
  }

  get mark(): number {
    return this.pit.market.markPrice;
  }

  /** The reference price, or the mark price where there is none. */
  get reference(): number {
    return this.pit.market.reference ?? this.mark;
  }

  /** Lets the crowd's fair value jump. */
  jump(percent: number): void {
    this.pit.crowd?.stir({ type: 'fair_value', percent });
  }

  /** The price, or the nearest one within the price limits. */
  within(price: number): number {
    const { limits } = this.pit.state.markets[0] ?? {};
    if (limits === undefined || limits === null) return price;
    const tick = fromUnits(this.#tickGrid, 1);
    return Math.max(limits.lower * tick, Math.min(price, limits.upper * tick));
  }

  /** Equity of an account, in currency. */
  equityOf(name: string): number {
    return fromUnits(this.pit.state.moneyGrid, totalEquityOf(this.#account(name)));
  }

  /** Position of an account, in units of the instrument. Positive: long. */
  positionOf(name: string): number {
    const lots = this.#account(name).positions[0]?.lots ?? 0;
    return Math.sign(lots) * fromUnits(this.#lotGrid, Math.abs(lots));
  }

  /** Places a limit order that rests. @param price price, which is rounded to the tick */
  rest(account: string, side: Side, quantity: number, price: number): boolean {
    return this.#place(account, side, quantity, { orderType: 'limit', price: this.#tick(price) });
  }

  /** Places a limit order that trades at once or not at all. */
  take(account: string, side: Side, quantity: number, price: number): boolean {
    const terms = { orderType: 'limit', price: this.#tick(price), timeInForce: 'ioc' } as const;
    return this.#place(account, side, quantity, terms);
  }

  market(account: string, side: Side, quantity: number): boolean {
    return this.#place(account, side, quantity, { orderType: 'market', timeInForce: 'ioc' });
  }

  stop(account: string, side: Side, quantity: number, stopPrice: number): boolean {
    return this.#place(account, side, quantity, {
      orderType: 'stop_market',
      stopPrice: this.#tick(stopPrice),
    });
  }

  cancelAll(account: string): void {
    this.pit.request(account, { type: 'cancel_all' });
  }

  /** @returns true when the exchange accepted the order */
  #place(
    account: string,
    side: Side,
    quantity: number,
    terms: Pick<PlaceOrder, 'orderType' | 'price' | 'stopPrice' | 'timeInForce'>,
  ): boolean {
    const lots = Math.floor(quantity / fromUnits(this.#lotGrid, 1) + 1e-6);
    if (lots < 1) return false;
    const replies = this.pit.request(account, {
      type: 'place_order',
      clientOrderId: `s${(this.#orders += 1)}`,
      symbol: this.pit.market.instrument.symbol,
      side,
      quantity: fromUnits(this.#lotGrid, lots),
      ...terms,
    });
    return isAccepted(replies);
  }

  #tick(price: number): number {
    return fromUnits(this.#tickGrid, Math.round(price / fromUnits(this.#tickGrid, 1)));
  }

  #account(name: string): Account {
    const account = this.pit.state.accountsByName.get(name);
    if (account === undefined) throw new Error(`nobody opened the account ${name}`);
    return account;
  }
}

function isAccepted(replies: readonly Reply[]): boolean {
  return replies.some(({ type }) => type === 'order_accepted');
}
