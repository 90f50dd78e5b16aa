/** The steps of a LOBSTER file, in ticks and lots: single messages, and executions grouped by aggressor. */
import type { Side } from '../../contract/orders.ts';
import type { PriceTicks, QuantityLots } from '../../contract/units.ts';
import type { InstrumentGrid } from './instrument-grid.ts';
import type { LobsterMessage } from './lobster-message.ts';

export interface OrderStep {
  readonly type: 'place' | 'reduce' | 'remove';
  readonly row: number;
  readonly timeNanos: number;
  readonly orderId: string;
  readonly side: Side;
  readonly price: PriceTicks;
  readonly quantity: QuantityLots;
}

/** One execution of a resting order, according to the file. */
interface Execution {
  readonly orderId: string;
  readonly price: PriceTicks;
  readonly quantity: QuantityLots;
}

/** One incoming order: consecutive executions with the same time and direction. */
export interface AggressorStep {
  readonly type: 'aggressor';
  /** Row of the first execution. */
  readonly row: number;
  readonly timeNanos: number;
  /** Side of the resting orders. */
  readonly side: Side;
  readonly executions: Execution[];
}

/** A message that concerns no visible order. */
interface IgnoredStep {
  readonly type: 'ignored';
  readonly row: number;
  readonly timeNanos: number;
}

export type ReplayStep = OrderStep | AggressorStep | IgnoredStep;

export async function* stepsOf(
  messages: AsyncIterable<LobsterMessage> | Iterable<LobsterMessage>,
  grid: InstrumentGrid,
): AsyncGenerator<ReplayStep> {
  let group: AggressorStep | undefined;
  for await (const message of messages) {
    if (message.kind === 'execute') {
      if (group !== undefined && !belongsTo(group, message)) {
        yield group;
        group = undefined;
      }
      group ??= { ...message, type: 'aggressor', executions: [] };
      group.executions.push({ orderId: message.orderId, ...amounts(message, grid) });
      continue;
    }
    if (group !== undefined) yield group;
    group = undefined;
    yield singleStep(message, message.kind, grid);
  }
  if (group !== undefined) yield group;
}

function belongsTo(group: AggressorStep, message: LobsterMessage): boolean {
  return group.timeNanos === message.timeNanos && group.side === message.side;
}

function singleStep(
  message: LobsterMessage,
  type: OrderStep['type'] | 'ignored',
  grid: InstrumentGrid,
): OrderStep | IgnoredStep {
  const { row, timeNanos, orderId, side } = message;
  if (type === 'ignored') return { type, row, timeNanos };
  return { type, row, timeNanos, orderId, side, ...amounts(message, grid) };
}

function amounts({ row, price, size }: LobsterMessage, grid: InstrumentGrid) {
  return { price: grid.ticks(price, row), quantity: grid.lots(size, row) };
}
