/** The header of a segment, its first record, as JSON: the session's setup, and where in the stream the segment begins. */
import { z } from 'zod';
import { instrumentSchema } from '../../contract/instrument-schema.ts';
import { RULES_VERSION } from '../../engine/index.ts';
import { CHECKPOINT_RULES } from '../events/checkpoint-rules.ts';
import { JSON_FORMAT, ROW_FORMAT } from './entry-formats.ts';
import { JournalError } from './journal-error.ts';

/** Instruments and units of a session, which stay the same from its first command to its last. */
export const setupSchema = z.object({
  instruments: z.array(instrumentSchema).min(1),
  moneyDecimals: z.int(),
  insuranceFund: z.number(),
  orderEvents: z.boolean(),
  checkpointMs: z.int(),
  /** Version of the checkpoint rules (CHECKPOINT_RULES). Absent in sessions of older versions: 1. */
  checkpointRules: z.int().min(1).max(CHECKPOINT_RULES).optional(),
});
export type JournalSetup = Readonly<z.infer<typeof setupSchema>>;

/** A position in the event stream: its newest `seq`, the digest of all events' JSON, and the time of the last entry. */
export const positionSchema = z.object({
  seq: z.int().nonnegative(),
  digest: z.int().nonnegative(),
  time: z.int().nonnegative(),
});
export type StreamPosition = Readonly<z.infer<typeof positionSchema>>;

const headerSchema = z.object({
  /** Format of the entries. */
  format: z.int().min(JSON_FORMAT).max(ROW_FORMAT),
  /** Version of Botpit that wrote the segment. */
  program: z.string(),
  epoch: z.string(),
  segment: z.int().positive(),
  /** Position before the first entry. */
  at: positionSchema,
  /** Length of the previous segment when this one began. Absent in the first segment and in those of older versions. */
  previousBytes: z.int().positive().optional(),
  /** Version of the engine's rules. Absent in sessions of older programs: 1. */
  rules: z.int().min(1).max(RULES_VERSION).optional(),
  setup: setupSchema,
});
export type SegmentHeader = Readonly<z.infer<typeof headerSchema>>;

/** Start of a segment, for its header. */
export type SegmentStart = Pick<SegmentHeader, 'segment' | 'at' | 'previousBytes'>;

export function createHeader(header: Omit<SegmentHeader, 'format'>): string {
  return JSON.stringify({ format: ROW_FORMAT, ...header } satisfies SegmentHeader);
}

/** @throws JournalError when this program does not know the header */
export function parseHeader(path: string, payload: Buffer): SegmentHeader {
  const header = parseJson(payload.toString('utf8'));
  const parsed = headerSchema.safeParse(header);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const { program } = (header ?? {}) as { readonly program?: unknown };
  const writer = typeof program === 'string' ? `Botpit ${program}` : 'the version that wrote it';
  throw new JournalError(
    `${path} has a header that this version of Botpit does not know (${issue?.path.join('.')}: ${issue?.message}); open it with ${writer}.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
