/** The command that prints the same figures again. */

/** Where the app keeps its reports and its strategies says nothing about the figures. */
const PLACES = /^--(data-dir|name|strategies-dir|log-level)=/;

export function commandLine(args: readonly string[]): string {
  const words = args.filter((word) => !PLACES.test(word)).map(quoted);
  return `npm run lab -- ${words.join(' ')}`;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./±-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
