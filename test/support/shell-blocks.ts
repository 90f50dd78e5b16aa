/** The shell commands of a document, block by block, for the shell syntax that documents use. */

/** One command line. */
export interface ShellLine {
  /** As in the document, without its comment. */
  readonly text: string;
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

const BLOCK = /^```sh\n([^]*?)^```$/gm;
const WORD = /(?:[^\s']|'[^']*')+/g;
const ASSIGNMENT = /^([A-Z_]+)=(.*)$/;

export function shellBlocks(markdown: string): readonly (readonly ShellLine[])[] {
  return [...markdown.matchAll(BLOCK)].map(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.replace(/(^|\s)#.*/, '').trim())
      .filter((line) => line !== '')
      .map(toLine),
  );
}

function toLine(text: string): ShellLine {
  const words = [...text.matchAll(WORD)].map(([word]) => word.replaceAll("'", ''));
  const first = words.findIndex((word) => !ASSIGNMENT.test(word));
  const assignments = words.slice(0, first).map((word) => ASSIGNMENT.exec(word));
  const env = Object.fromEntries(assignments.map((match) => [match?.[1] ?? '', match?.[2] ?? '']));
  return { text, env, words: words.slice(first) };
}

/** The arguments with this option set to another value, or with it added. */
export function withOption(args: readonly string[], name: string, value: string): readonly string[] {
  const at = args.indexOf(`--${name}`);
  return at === -1 ? [...args, `--${name}`, value] : args.with(at + 1, value);
}
