/** Commands that a report shows. */
import { basename, dirname } from 'node:path';
import { fromStartFolder } from '../runtime/start-folder.ts';

/** Where reports are kept, from the folder of the command. */
export const DATA_DIR_USUAL = 'lab';
export const NAME_USUAL = 'last';

/** Where the app keeps its reports and its strategies says nothing about the figures. */
const PLACES = /^--(data-dir|name|strategies-dir|log-level)=/;

/** Where the runs happen says nothing either, and the address may have credentials. */
const QUEUE = /^--(queue|worker-timeout|nats-cert)(=|$)/;

/** That prints the same figures again. */
export function commandLine(args: readonly string[]): string {
  const isSaid = (word: string, index: number) => !PLACES.test(word) && !isOfQueue(word, args[index - 1]);
  return npmRunLab(args.filter(isSaid));
}

/** That opens a run of a report, up to the run's name. @param folder of the report. @param room empty: without rooms */
export function openCommand(folder: string, room: string): string {
  const [parent, name] = [dirname(folder), basename(folder)];
  const command = npmRunLab([
    ...(parent === fromStartFolder(DATA_DIR_USUAL) ? [] : [`--data-dir=${parent}`]),
    ...(name === NAME_USUAL ? [] : [`--name=${name}`]),
    '--open',
  ]);
  return `${command} ${room === '' ? '' : `${room}/`}`;
}

function npmRunLab(words: readonly string[]): string {
  return `npm run lab -- ${words.map(quoted).join(' ')}`;
}

/** The option, or its value as the next word. */
function isOfQueue(word: string, before: string | undefined): boolean {
  return QUEUE.test(word) || QUEUE.exec(before ?? '')?.[2] === '';
}

function quoted(word: string): string {
  return /^[\w@%+=:,./±-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
