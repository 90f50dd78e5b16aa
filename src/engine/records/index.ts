/** The live orders of an exchange, as records of numbers that cost the garbage collector nothing. */
export { OrderRecords } from './order-records.ts';
export { LiveOrders, OwnOrders } from './live-orders.ts';
export { CopiedOrders, type OrderList } from './copied-orders.ts';
export type { RecordCopy, RecordPart } from './record-copy.ts';
export { sharedTerms, type SharedTerms } from './shared-terms.ts';
export { seedHashes } from './hashes.ts';
