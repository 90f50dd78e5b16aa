/** The command that prints the same figures again. */

/** Where the app keeps its reports and its strategies says nothing about the figures. */
const PLACES = /^--(data-dir|name|strategies-dir|log-level)=/;
/** Where the runs happen says nothing either, and the address may have credentials. */
const QUEUE = /^--(queue|worker-timeout|nats-cert)(=|$)/;

export function commandLine(args: readonly string[]): string {
  const words = args
    .filter((word, index) => !PLACES.test(word) && !isOfQueue(word, args[index - 1]))
    .map(quoted);
  return `npm run lab -- ${words.join(' ')}`;
}

/** The option, or its value as the next word. */
function isOfQueue(word: string, before: string | undefined): boolean {
  return QUEUE.test(word) || QUEUE.exec(before ?? '')?.[2] === '';
}

function quoted(word: string): string {
  return /^[\w@%+=:,./±-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
