/** Carries out a step of a room's timeline in the pit. */
import { describeEvent, type CrowdEvent, type ExchangeOrder } from '../contract/room.ts';
import type { TimelineStep } from './timeline.ts';

const MS_PER_SECOND = 1_000;

export interface RoomHands {
  order(order: ExchangeOrder): void;
  stir(event: CrowdEvent): void;
  /** Stops the exchange for a while, after it has journaled the earlier orders. */
  takeAway(ms: number, reason: string): void;
}

export function carryOut(step: TimelineStep, hands: RoomHands): void {
  if (step.type === 'resume') {
    return hands.order({ type: 'set_phase', action: 'resume', symbol: step.symbol });
  }
  hands.order({ type: 'note_room_event', text: describeEvent(step) });
  switch (step.type) {
    case 'halt':
      return hands.order({ type: 'set_phase', action: 'halt', symbol: step.symbol });
    case 'outage':
      return hands.takeAway(step.seconds * MS_PER_SECOND, 'the room: an outage');
    case 'fair_value':
    case 'withdraw':
    case 'whale':
      return hands.stir(step);
  }
}
