/**
 * Options of a worker. One zod schema defines the flags, the JSON configuration file, their checks and `--help`. Flags
 * override the file, and the file overrides the defaults. `--config` itself is only a flag.
 */
import { dirname, resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { z } from 'zod';
import { describeIssue } from './describe-issue.ts';
import { withPaths, type PathSchema } from './option-paths.ts';
import { fromStartFolder } from './start-folder.ts';
import { parseJson, readTextFile } from './text-file.ts';

/** A mistake of the user in a flag or in the configuration: one line, exit code 2. */
export class OptionError extends Error {}

export interface Program<Shape extends z.ZodRawShape> {
  /** Command as the user types it: `npm run exchange`, or with npm's `--`: `npm start -- --headless`. */
  readonly command: string;
  readonly about: string;
  /**
   * Required words before the flags, such as `FILE[:Class]`. A last one that ends in … stands for any number of words.
   */
  readonly positionals?: readonly string[];
  /** Schema of the options. Every field has a description, and a default unless it is optional. */
  readonly schema: z.ZodObject<Shape, z.core.$strict>;
}

export interface Options<Shape extends z.ZodRawShape> {
  readonly options: z.output<z.ZodObject<Shape, z.core.$strict>>;
  readonly positionals: readonly string[];
}

interface FieldSchema extends PathSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  /** Placeholder for the value in `--help`. */
  readonly placeholder?: string;
}

/**
 * Reads a worker's options.
 * @returns the options, or the text to print when `--help` was given
 * @throws OptionError
 */
export function readOptions<Shape extends z.ZodRawShape>(
  program: Program<Shape>,
  argv: readonly string[],
): Options<Shape> | { readonly help: string } {
  const fields = fieldsOf(program.schema);
  const { values, positionals } = parseFlags(fields, argv);
  if (values['help'] === true) return { help: helpText(program, fields) };
  requirePositionals(program, positionals);
  const fromFile = readConfigFile(program.schema, fields, values['config'] as string | undefined);
  const fromFlags = absolute(convertFlags(fields, values), fields, fromStartFolder('.'), flagOf);
  const given = { ...fromFile, ...fromFlags };
  const result = program.schema.safeParse(given);
  if (result.success) return { options: result.data, positionals };
  throw new OptionError(describe(result.error, given, flagOf));
}

function fieldsOf(schema: z.ZodType): ReadonlyMap<string, FieldSchema> {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return new Map(Object.entries((json.properties ?? {}) as Record<string, FieldSchema>));
}

function parseFlags(fields: ReadonlyMap<string, FieldSchema>, argv: readonly string[]) {
  const options: NonNullable<ParseArgsConfig['options']> = {
    help: { type: 'boolean', short: 'h' },
    config: { type: 'string' },
  };
  for (const [name, field] of fields) {
    options[kebab(name)] = {
      type: field.type === 'boolean' ? 'boolean' : 'string',
      multiple: isRepeatable(name, field),
    };
  }
  try {
    return parseArgs({
      args: joinNegative(argv, options),
      options,
      allowPositionals: true,
      allowNegative: true,
      strict: true,
    });
  } catch (error) {
    const [first = '', ...more] = (error as Error).message.split('\n');
    const problem = first.replace(/\.(\s.*)?$/, '');
    // Node explains an ambiguous value in its last line.
    throw new OptionError(
      `${problem}${alike(problem, Object.keys(options))}. ${more.at(-1) ?? 'See --help.'}`,
    );
  }
}

/** A negative number as a word of its own. */
const NEGATIVE = /^-\.?\d/;

/**
 * Joins `--deposit -5` to `--deposit=-5`. For Node, a value that begins with a dash is ambiguous, and the schema could
 * not say what is wrong with it.
 */
function joinNegative(argv: readonly string[], options: NonNullable<ParseArgsConfig['options']>): string[] {
  const joined: string[] = [];
  let isText = false;
  for (const word of argv) {
    if (isText && NEGATIVE.test(word)) joined.push(`${joined.pop() ?? ''}=${word}`);
    else joined.push(word);
    isText = word.startsWith('--') && options[word.slice(2)]?.type === 'string';
  }
  return joined;
}

/** Options that begin like an unknown one: the lab has `--rooms`, a pit `--room`. */
function alike(problem: string, names: readonly string[]): string {
  const [, unknown] = /^Unknown option '--([^']+)'$/.exec(problem) ?? [];
  if (unknown === undefined) return '';
  const found = names.filter((name) => name.startsWith(unknown) || unknown.startsWith(name));
  return found.length === 0 ? '' : `; there is ${found.map((name) => `--${name}`).join(', ')}`;
}

/** `--param a=1 --param b=2` repeats; a plural such as `--instruments` takes one JSON text. */
function isRepeatable(name: string, field: FieldSchema): boolean {
  return field.type === 'array' && !name.endsWith('s');
}

function requirePositionals(program: { positionals?: readonly string[] }, given: readonly string[]): void {
  const isOpen = program.positionals?.at(-1)?.endsWith('…') ?? false;
  const wanted = isOpen ? (program.positionals ?? []).slice(0, -1) : (program.positionals ?? []);
  const missing = wanted[given.length];
  if (missing !== undefined) throw new OptionError(`${missing} is missing. See --help.`);
  const extra = given[wanted.length];
  if (extra !== undefined && !isOpen)
    throw new OptionError(`'${extra}' is one argument too many. See --help.`);
}

function convertFlags(fields: ReadonlyMap<string, FieldSchema>, values: Record<string, unknown>) {
  const converted: Record<string, unknown> = {};
  for (const [name, field] of fields) {
    const value = values[kebab(name)];
    if (value !== undefined) converted[name] = convert(name, field, value);
  }
  return converted;
}

function convert(name: string, field: FieldSchema, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (field.type === 'number' || field.type === 'integer') {
    if (value.trim() === '' || Number.isNaN(Number(value))) {
      throw new OptionError(`--${kebab(name)} must be a number; got '${value}'.`);
    }
    return Number(value);
  }
  if (field.type !== 'array' && field.type !== 'object') return value;
  try {
    return parseJson(value);
  } catch (error) {
    throw new OptionError(`--${kebab(name)} must be JSON: ${(error as Error).message}.`);
  }
}

function readConfigFile<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  fields: ReadonlyMap<string, FieldSchema>,
  given: string | undefined,
): Record<string, unknown> {
  if (given === undefined) return {};
  const { config } = absolute({ config: given }, CONFIG, fromStartFolder('.'), flagOf);
  const path = String(config);
  let json: unknown;
  try {
    json = parseJson(readTextFile(path));
  } catch (error) {
    throw new OptionError(`--config ${given} cannot be read: ${(error as Error).message}.`);
  }
  const result = schema.partial().safeParse(json);
  if (!result.success) throw new OptionError(`${given}: ${describe(result.error, json, (key) => key)}`);
  return absolute(
    json as Record<string, unknown>,
    fields,
    dirname(resolve(path)),
    (key) => `${given}: ${key}`,
  );
}

const CONFIG: ReadonlyMap<string, FieldSchema> = new Map([['config', { path: 'file' }]]);

/** The options with absolute paths. @param folder folder to which they are relative */
function absolute(
  given: Readonly<Record<string, unknown>>,
  fields: ReadonlyMap<string, FieldSchema>,
  folder: string,
  name: (key: string) => string,
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    try {
      found[key] = withPaths(value, fields.get(key) ?? {}, folder);
    } catch (error) {
      throw new OptionError(`${name(key)}: ${(error as Error).message}`);
    }
  }
  return found;
}

function flagOf(key: string): string {
  return `--${kebab(key)}`;
}

function describe(error: z.ZodError, given: unknown, name: (key: string) => string): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'the options are not valid.';
  const [first, ...rest] = issue.path.map(String);
  if (first === undefined) return `${issue.message}.`;
  // A mistyped secret must not appear in a terminal or a log.
  const problem = /token/i.test(first) ? issue.message : describeIssue(issue, given);
  return `${[name(first), ...rest].join('.')}: ${problem}.`;
}

function helpText<Shape extends z.ZodRawShape>(
  program: Program<Shape>,
  fields: ReadonlyMap<string, FieldSchema>,
): string {
  const words = (program.positionals ?? []).map((word) => ` ${word}`).join('');
  const rows = [...fields].map(([name, field]): readonly [string, string] => [
    flagText(name, field),
    `${field.description ?? ''}${defaultText(field)}`,
  ]);
  rows.push(['--config FILE', 'JSON file with the same options in camelCase; a flag wins over it']);
  rows.push(['--help', 'this text']);
  const width = Math.max(...rows.map(([flag]) => flag.length));
  const lines = rows.map(([flag, about]) => `  ${flag.padEnd(width)}  ${about}`);
  // npm consumes the flags before the dashes.
  const separator = !program.command.startsWith('npm ') || program.command.includes(' -- ') ? '' : ' --';
  return [program.about, '', `Usage: ${program.command}${separator}${words} [options]`, '', ...lines].join(
    '\n',
  );
}

/** An option that is on by default is shown with the prefix that turns it off. */
function flagText(name: string, field: FieldSchema): string {
  if (field.type !== 'boolean') return `--${kebab(name)} ${placeholder(name, field)}`;
  return `--${field.default === true ? '[no-]' : ''}${kebab(name)}`;
}

function placeholder(name: string, field: FieldSchema): string {
  if (field.placeholder !== undefined) return field.placeholder;
  if (field.type === 'number' || field.type === 'integer') return 'N';
  if (isRepeatable(name, field)) return 'KEY=VALUE';
  if (field.type === 'array' || field.type === 'object') return 'JSON';
  return 'TEXT';
}

/** Defaults that say nothing. */
const EMPTY_TEXTS: ReadonlySet<string> = new Set(['', '[]', '{}', 'false']);

function defaultText(field: FieldSchema): string {
  if (field.default === undefined) return '';
  const text = typeof field.default === 'string' ? field.default : JSON.stringify(field.default);
  return EMPTY_TEXTS.has(text) || text.length > 40 ? '' : ` (default ${text})`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
