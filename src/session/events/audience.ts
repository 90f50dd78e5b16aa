/** The recipients of each fact. */
import { byKind, type FactKind, type Facts, type FactType } from '../../engine/index.ts';

type Of<Recipients, Fact extends Facts.EngineEvent> = Readonly<Record<Fact['type'], Recipients>>;

/** The compiler rejects a list that lacks a fact, or that sends a public one to its owner only. */
const RECIPIENTS: Of<'everybody', Facts.PublicEvent> &
  Of<'owner', Facts.PrivateEvent> &
  Of<'nobody', Facts.AccountOpened> = {
  book_update: 'everybody',
  position_update: 'everybody',
  trade: 'everybody',
  mark_price: 'everybody',
  order_update: 'everybody',
  auction_update: 'everybody',
  index_price: 'everybody',
  market_state: 'everybody',
  liquidation: 'everybody',
  funding: 'everybody',
  funding_rate: 'everybody',
  order_accepted: 'owner',
  fill: 'owner',
  order_canceled: 'owner',
  order_rejected: 'owner',
  order_amended: 'owner',
  order_triggered: 'owner',
  cancel_all_done: 'owner',
  margin_set: 'owner',
  index_set: 'owner',
  phase_set: 'owner',
  account_opened: 'nobody',
};

/** True when the fact is for everybody. */
export function isPublic(fact: Facts.EngineEvent): fact is Facts.PublicEvent {
  return isForEverybody(fact.type);
}

/** True when the fact is for one account only. */
export function isPrivate(fact: Facts.EngineEvent): fact is Facts.PrivateEvent {
  return isForOwner(fact.type);
}

const PUBLIC_KINDS = byKind(isForEverybody);
const PRIVATE_KINDS = byKind(isForOwner);

/** `isPublic` for a caller that knows the kind of the fact. */
export function isPublicKind(kind: FactKind): boolean {
  return PUBLIC_KINDS[kind] === true;
}

/** `isPrivate` for a caller that knows the kind of the fact. */
export function isPrivateKind(kind: FactKind): boolean {
  return PRIVATE_KINDS[kind] === true;
}

function isForEverybody(type: FactType): boolean {
  return RECIPIENTS[type] === 'everybody';
}

function isForOwner(type: FactType): boolean {
  return RECIPIENTS[type] === 'owner';
}
