/** Options of the tools, in the style of a worker's: one schema defines the flags, their checks and `--help`. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { z } from 'zod';
import { OptionError, readOptions, type Options } from '../../src/runtime/options.ts';
import { logToStderr, messageOf } from './command-line.ts';

const EXIT_INPUT = 2;

interface Tool<Shape extends z.ZodRawShape> {
  /** Command as the user types it: `npm run fuzz`. */
  readonly command: string;
  /** One sentence that describes the tool. */
  readonly about: string;
  /** Every field has a description, and a default unless it is optional. */
  readonly shape: Shape;
}

/** An option with a whole number above 0. */
export const countOption = (usual: number, about: string) => z.int().min(1).default(usual).describe(about);

export const seedOption = countOption(1, 'seed of all random numbers');

/**
 * Reads the tool's options from the command line. Ends the process after `--help`, and with exit code 2 and a sentence
 * after an option that is unknown or invalid.
 */
export function toolOptions<Shape extends z.ZodRawShape>({
  command,
  about,
  shape,
}: Tool<Shape>): Options<Shape>['options'] {
  const schema = z.strictObject(shape);
  try {
    const given = readOptions({ command, about, schema }, process.argv.slice(2));
    if ('options' in given) return given.options;
    console.log(given.help);
    process.exit(0);
  } catch (error) {
    if (error instanceof OptionError) return refuse(error.message);
    throw error;
  }
}

/**
 * `parseArgs` for a tool that also takes words as arguments. A mistake ends the process with exit code 2 and a
 * sentence.
 */
export function toolArguments<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const [reason = ''] = messageOf(error).split(/\.\s|\n/);
    return refuse(`${reason.replace(/\.$/, '')}. See --help.`);
  }
}

/**
 * The whole number in a text. Ends the process with exit code 2 when there is none.
 * @param name name of the option
 */
export function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  return refuse(`--${name} must be a whole number above 0; got '${text}'.`);
}

/** Ends the process with exit code 2 and the reason. */
export function refuse(reason: string): never {
  logToStderr(`error: ${reason}`);
  process.exit(EXIT_INPUT);
}
