/** The decisions of a recorded session, sent by the same accounts at the same times to a pit in virtual time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import papaparse from 'papaparse';
import { fromUnits, type AccountIndex } from '../../src/contract/units.ts';
import { marketAt, type Command } from '../../src/engine/index.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';
import { listFiles } from '../../src/session/journal/journal-folder.ts';
import { Segment } from '../../src/session/journal/segment.ts';
import type { TradingRequest } from '../../src/workers/exchange/translate.ts';

const MICROS_PER_MS = 1_000;
type Decision = Extract<
  Command,
  { type: 'place_order' | 'cancel_order' | 'amend_order' | 'cancel_all' | 'set_margin' }
>;

/** Price, quantity, accounts and orders of each trade, in their order. @throws Error for a session of several segments */
export function playInLab(session: string) {
  const text = readFileSync(join(session, 'trades.csv'), 'utf8');
  const { data } = papaparse.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  return { recorded: data.map(termsOf), played: play(session) };
}

function termsOf(trade: object): readonly string[] {
  const { price, quantity, aggressor, ...rest } = trade as Readonly<Record<string, unknown>>;
  const { tradeId, buyAccount, sellAccount, buyOrderId, sellOrderId } = rest;
  return [tradeId, price, quantity, aggressor, buyAccount, sellAccount, buyOrderId, sellOrderId].map(String);
}

function play(session: string): readonly (readonly string[])[] {
  const segment = Segment.read(session, 1);
  if (segment === null || listFiles(session, 'log').length !== 1)
    throw new Error('the session has one segment');
  const entries = [...segment.groups()].flatMap((group) => group.entries);
  const { instruments, moneyDecimals } = segment.header.setup;
  const [instrument, ...furtherInstruments] = instruments;
  if (instrument === undefined) throw new Error('the session has an instrument');
  const outsiders = entries.flatMap(([, , what]) =>
    what.type === 'open_account' ? [{ name: what.account, deposit: what.deposit / 10 ** moneyDecimals }] : [],
  );
  const openedMicros = entries[0]?.[1] ?? 0;
  const opensMs = openedMicros / MICROS_PER_MS;
  const pit = new QuickPit([], 1, [], {
    instrument,
    furtherInstruments,
    moneyDecimals,
    outsiders,
    opensMs,
    isWholeStream: true,
  });
  const trades: (readonly string[])[] = [];
  pit.onEvents = (events) => {
    for (const event of events) if (event.type === 'trade') trades.push(termsOf(event));
  };
  for (const [, time, what] of entries) {
    if (!isDecision(what)) continue;
    pit.plan((time - openedMicros) / MICROS_PER_MS, () => {
      const name = pit.state.accounts[what.account]?.name ?? '';
      pit.request(name, requestOf(pit, what));
    });
  }
  const lastMicros = entries.at(-1)?.[1] ?? 0;
  pit.run((lastMicros - openedMicros) / MICROS_PER_MS + 1, MICROS_PER_MS, () => {});
  return trades;
}

function isDecision(what: { readonly type: string }): what is Decision {
  const types = ['place_order', 'cancel_order', 'amend_order', 'cancel_all', 'set_margin'];
  return types.includes(what.type) && (what as { account?: AccountIndex | null }).account !== null;
}

function requestOf({ state }: QuickPit, command: Decision): TradingRequest {
  switch (command.type) {
    case 'place_order': {
      const { type, clientOrderId, side, orderType, timeInForce, selfTradePrevention } = command;
      const { spec } = marketAt(state, command.instrument);
      const optional = {
        ...(command.price !== null && { price: fromUnits(spec.priceGrid, command.price) }),
        ...(command.stopPrice !== null && { stopPrice: fromUnits(spec.priceGrid, command.stopPrice) }),
        ...(orderType === 'limit' && { timeInForce, postOnly: command.postOnly }),
        ...(command.reduceOnly && { reduceOnly: true }),
      };
      const quantity = fromUnits(spec.quantityGrid, command.quantity);
      const { symbol } = spec;
      return { type, clientOrderId, symbol, side, orderType, quantity, selfTradePrevention, ...optional };
    }
    case 'amend_order': {
      const { type, order, price, quantity } = command;
      // The sessions of the tests have one instrument.
      const { spec } = marketAt(state, 0);
      return {
        type,
        ...order,
        ...(price !== null && { price: fromUnits(spec.priceGrid, price) }),
        ...(quantity !== null && { quantity: fromUnits(spec.quantityGrid, quantity) }),
      };
    }
    case 'cancel_order':
      return { type: command.type, ...command.order };
    case 'cancel_all':
      return { type: command.type };
    default:
      throw new Error(`the bots of the test send no ${command.type}`);
  }
}
