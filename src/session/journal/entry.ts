/**
 * Entries of the journal: every command, and every checkpoint, which uses up `seq` numbers without a command.
 *
 * An entry is `[seq, time, type, value, …]` with the values in the order below. With their names it would be twice as
 * long.
 */
import type { Command } from '../../engine/index.ts';

/** `digest` is the digest of the stream before the checkpoint. */
export interface CheckpointMade {
  readonly type: 'checkpoint';
  readonly digest: number;
  readonly warnings: readonly string[];
}

type What = Command | CheckpointMade;

/**
 * `seq` of the newest event before the entry, its time in microseconds since the Unix epoch, and the command or
 * checkpoint.
 */
export type Entry = readonly [seq: number, time: number, what: What];

type FieldOf<Type extends What['type']> = Exclude<keyof Extract<What, { readonly type: Type }>, 'type'>;
type Fields = { readonly [Type in What['type']]: readonly FieldOf<Type>[] };
/** A list without one of the fields gets the type of the missing fields, and does not compile. */
type Whole<Given extends Fields> = {
  readonly [Type in What['type']]: [FieldOf<Type>] extends [Given[Type][number]]
    ? unknown
    : Exclude<FieldOf<Type>, Given[Type][number]>;
};

function allFields<const Given extends Fields>(fields: Given & Whole<Given>): Fields {
  return fields;
}

const FIELDS = allFields({
  open_account: ['account', 'deposit'],
  place_order: [
    'account',
    'clientOrderId',
    'instrument',
    'side',
    'orderType',
    'quantity',
    'price',
    'stopPrice',
    'timeInForce',
    'postOnly',
    'reduceOnly',
    'selfTradePrevention',
    'trailingOffset',
    'oco',
  ],
  cancel_order: ['account', 'order'],
  amend_order: ['account', 'order', 'price', 'quantity', 'stopPrice'],
  cancel_all: ['account', 'instrument', 'cause'],
  set_margin: ['account', 'instrument', 'mode', 'margin'],
  revalue: [],
  close_market: [],
  open_market: [],
  set_index: ['account', 'instrument', 'price'],
  advance_time: [],
  set_phase: ['account', 'instrument', 'action'],
  note_room_event: ['text'],
  checkpoint: ['digest', 'warnings'],
});

export type WrittenEntry = readonly [seq: number, time: number, type: What['type'], ...values: unknown[]];

export function toWritten(seq: number, time: number, what: What): WrittenEntry {
  const fields = FIELDS[what.type] as readonly (keyof What)[];
  let count = fields.length;
  while (count > 0 && what[fields[count - 1] as keyof What] === undefined) count -= 1;
  const written: [number, number, What['type'], ...unknown[]] = [seq, time, what.type];
  for (let index = 0; index < count; index += 1) written.push(what[fields[index] as keyof What]);
  return written;
}

export function fromWritten([seq, time, type, ...values]: WrittenEntry): Entry {
  if (!Object.hasOwn(FIELDS, type)) throw new Error(`there is no entry of type '${type}'`);
  const fields: readonly string[] = FIELDS[type];
  const what: Record<string, unknown> = { type };
  // An entry of an earlier program, or one without the newest options, is shorter.
  const count = Math.min(fields.length, values.length);
  for (let index = 0; index < count; index += 1) what[fields[index] as string] = values[index];
  return [seq, time, what as unknown as What];
}
