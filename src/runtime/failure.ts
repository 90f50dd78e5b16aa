/** Why a worker fails: a code for its parent, and a sentence for the user. No parent parses the sentence. */

export const FAILURE_CODES = ['SETUP', 'PORT_TAKEN', 'CRASHED', 'WATCHDOG'] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** Address that another program uses, and the worker's own option that selects another port. */
export interface TakenPort {
  readonly host: string;
  readonly port: number;
  readonly option: string;
}

export interface Failure {
  readonly code: FailureCode;
  /** Sentence for the user. Below its first line it may contain lines of a file. */
  readonly reason: string;
  /** Present with PORT_TAKEN. */
  readonly taken?: TakenPort | undefined;
}

/** A failure that a restart cannot fix. */
export class SetupError extends Error {
  get failure(): Failure {
    return { code: 'SETUP', reason: this.message };
  }
}

/** A taken port. A later restart can help, because the other program may end. */
export class PortTakenError extends SetupError {
  readonly taken: TakenPort;

  constructor(taken: TakenPort) {
    const { host, port, option } = taken;
    super(
      `port ${port} on ${host} is taken; stop the program that holds it or choose another with ${option}`,
    );
    this.taken = taken;
  }

  override get failure(): Failure {
    return { code: 'PORT_TAKEN', reason: this.message, taken: this.taken };
  }
}

/** One line of standard output, in the form that the parent reads. */
export function failureLine(failure: Failure): string {
  return `${JSON.stringify({ event: 'failed', ...failure })}\n`;
}

/** The reason in a line of a worker's standard output. Undefined: the line announces no failure. */
export function failureReason(line: string): string | undefined {
  if (!line.startsWith('{"event":"failed"')) return undefined;
  try {
    const { reason } = JSON.parse(line) as { readonly reason?: unknown };
    return typeof reason === 'string' ? reason : undefined;
  } catch {
    return undefined;
  }
}
