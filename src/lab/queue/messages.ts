/**
 * Messages between a lab and its workers. A queue is a name on a NATS server; several labs can use it at a time.
 *
 * 1. A lab has its own stream with work-queue retention: `QUEUE.LAB.jobs` for the workers, `QUEUE.LAB.answers` for the
 *    lab. Its object store of the same name contains what jobs need, and answers that are too long for a message.
 * 2. A running lab repeats its offer on `QUEUE.labs`, which no stream keeps. Workers find it that way, and notice its
 *    jobs and its end.
 * 3. A job contains everything on which its result depends, except the program, which the offer names.
 */
import { z } from 'zod';
import type { RunResult } from '../measure.ts';
import type { FailedRun } from '../pool.ts';
import { printable } from '../printable.ts';
import type { RunRequest } from '../run.ts';

const HASH = z.string().regex(/^[0-9a-f]{64}$/);
const LAB = z.string().regex(/^[0-9a-f]{12}$/);
/** Largest number of characters of a reason. */
export const REASON_MAX = 4_096;
const TEXT = z.string().max(REASON_MAX);
/** Name of a worker. It is printed at a terminal, so it has no control characters, which could move the cursor. */
const WORKER = z
  .string()
  .max(256)
  .refine((name) => name === printable(name));
/** Name of a file without a folder. */
const FILE_NAME = z.string().regex(/^(?!\.{1,2}$)[^/\\\0]{1,255}$/);

/** Everything else on which a result depends. */
const programSchema = z.strictObject({
  /** Version of Botpit. */
  botpit: z.string().max(64),
  /** Version of the exchange's rules. */
  rulesVersion: z.int(),
  /** Major version of Node, because engines differ in the last digit of some functions. */
  node: z.int(),
  /** SHA-256 of the code of a run. */
  build: HASH,
});
export type LabProgram = z.output<typeof programSchema>;

const offerSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('offer'),
    lab: LAB,
    program: programSchema,
    /** Time of silence after which a worker loses its job. */
    silenceMs: z.int().positive(),
  }),
  /** The lab has published a job. Workers notice it with the next offer too. */
  z.strictObject({ type: z.literal('published'), lab: LAB }),
  z.strictObject({ type: z.literal('end'), lab: LAB }),
]);
export type Offer = z.output<typeof offerSchema>;

/** A file, with its content as an object. */
const fileSchema = z.strictObject({ name: FILE_NAME, object: HASH });

const jobSchema = z.strictObject({
  /** Number of the job within the lab. */
  job: z.int().positive(),
  /** The run. Workers of the same program know its shape. */
  request: z.custom<RunRequest>((value) => typeof value === 'object' && value !== null),
  /** The packed strategy, stored as an object. */
  strategy: HASH,
  /** Files of a recorded day: the message file, then the order book file if there is one. */
  recording: z.array(fileSchema).max(2),
});
export type Job = z.output<typeof jobSchema>;
/** The objects that a job needs in addition to its request. */
export type Supplies = Pick<Job, 'strategy' | 'recording'>;

/** A run's result, or why it has none. */
export type RunOutcome = { readonly result: RunResult } | Pick<FailedRun, 'reason' | 'isSetup' | 'isHung'>;

const answerFields = { worker: WORKER, job: z.int().positive() };
const answerSchema = z.discriminatedUnion('type', [
  /** The worker runs another program than the lab. */
  z.strictObject({ type: z.literal('refused'), worker: WORKER, reason: TEXT }),
  z.strictObject({ type: z.literal('taken'), ...answerFields }),
  z.strictObject({ type: z.literal('working'), worker: WORKER }),
  /** The outcome is a `RunOutcome`. The lab checks it with `readOutcome`, which reports what is wrong. */
  z.strictObject({ type: z.literal('done'), ...answerFields, outcome: z.unknown() }),
  /** The object contains a `done` that is too long for a message. */
  z.strictObject({ type: z.literal('stored'), ...answerFields, object: HASH }),
  /** The worker cannot carry out the job. The lab publishes it again. */
  z.strictObject({ type: z.literal('returned'), ...answerFields, reason: TEXT, isStopping: z.boolean() }),
  /** Every worker that took the job has become silent. */
  z.strictObject({ type: z.literal('abandoned'), ...answerFields }),
]);
export type Answer = z.output<typeof answerSchema>;

export const subjects = {
  offers: (queue: string) => `${queue}.labs`,
  jobs: (queue: string, lab: string) => `${queue}.${lab}.jobs`,
  answers: (queue: string, lab: string) => `${queue}.${lab}.answers`,
};

/** Name of a lab's stream and object store. */
export function storeName(queue: string, lab: string): string {
  return `${queue}_${lab}`;
}

export function encode(message: Offer | Job | Answer): Buffer {
  return Buffer.from(JSON.stringify(message));
}

/** @returns undefined for any other message */
export const decodeOffer = decoder(offerSchema);
export const decodeJob = decoder(jobSchema);
export const decodeAnswer = decoder(answerSchema);
/** Decodes the worker and the job of an answer whose other fields are wrong. */
export const decodeAnswered = decoder(z.object(answerFields));

function decoder<Schema extends z.ZodType>(schema: Schema) {
  return (data: Uint8Array): z.output<Schema> | undefined => {
    try {
      return schema.safeParse(JSON.parse(Buffer.from(data).toString('utf8'))).data;
    } catch {
      return undefined;
    }
  };
}

/** Why a worker with the program `mine` must not work for a lab with `theirs`. Null: the results are the same. */
export function difference(mine: LabProgram, theirs: LabProgram): string | null {
  const text = ({ botpit, rulesVersion, node, build }: LabProgram) =>
    `Botpit ${botpit} (rules ${rulesVersion}, build ${build.slice(0, 8)}) on Node ${node}`;
  const isSame = text(mine) === text(theirs) && mine.build === theirs.build;
  if (isSame) return null;
  return `results could differ: this worker runs ${text(mine)}, the lab ${text(theirs)}; run the same on both`;
}
