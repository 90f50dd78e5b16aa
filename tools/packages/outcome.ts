/** Compares what a package does under plain Node and in a bot. */

/** Outcome of one run: its value, or the first line of its error. */
export type Outcome =
  { readonly type: 'value'; readonly json: string } | { readonly type: 'error'; readonly text: string };

const MARK = 'RESULT ';
const ERROR = /(?:^|\s)(\w*Error(?: \[\w+\])?: .*)/;

/** @param output output of a run that prints its value as a line with MARK */
export function outcomeOf(output: string): Outcome {
  const lines = output.split('\n');
  const line = lines.find((text) => text.includes(MARK));
  if (line !== undefined) return { type: 'value', json: line.slice(line.indexOf(MARK) + MARK.length).trim() };
  const error = lines.map((text) => ERROR.exec(text)?.[1]).find((text) => text !== undefined);
  return {
    type: 'error',
    text: error ?? (lines.findLast((text) => text.trim() !== '') ?? 'it printed nothing').trim(),
  };
}

/** @returns a description of the agreement; undefined: the bot differs from plain Node */
export function verdictOf(node: Outcome, bot: Outcome): string | undefined {
  if (node.type === 'value')
    return bot.type === 'value' && bot.json === node.json ? 'the same value' : undefined;
  return bot.type === 'error' ? `fails under plain Node too: ${node.text}` : undefined;
}

/** Statement that prints `value`. */
export const PRINT_VALUE = `console.log('${MARK}' + JSON.stringify(value));`;
