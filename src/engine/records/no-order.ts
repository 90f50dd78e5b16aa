/**
 * The object that stands for no order.
 *
 * V8 forgets the shape of a class, and all code compiled for it, when it collects the last object. This one stays when
 * an exchange and its orders are gone. Its numbers are null, so that V8 stores the numbers of all orders with tags: a
 * field for small integers only would get another shape with the first number that was read as a double.
 */
import type { OrderId } from '../../contract/index.ts';
import { NO_RECORD, Order } from '../order.ts';
import { termsAt } from './shared-terms.ts';

export const NO_ORDER = new Order(null as never, NO_RECORD, 0 as OrderId, '', null as never, termsAt(0));
const NUMBERS = [
  'record',
  'id',
  'price',
  'stopPrice',
  'open',
  'lossTicks',
  'trailingOffset',
  'slot',
  'priority',
  'reportedLots',
  'reportedPrice',
  'reportedPriority',
] as const;
for (const field of NUMBERS) (NO_ORDER as Record<typeof field, unknown>)[field] = null;
