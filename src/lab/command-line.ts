/** Command lines for a report. */
import { basename, dirname } from 'node:path';
import { shellWord } from '../runtime/shell-word.ts';
import { fromStartFolder } from '../runtime/start-folder.ts';

/** Default folder for reports, relative to the folder of the command. */
export const DATA_DIR_USUAL = 'lab';
export const NAME_USUAL = 'last';

/**
 * Options for the places of reports, strategies and runs. They do not affect the figures, and the address of a queue may
 * contain credentials.
 */
const PLACES = /^--(data-dir|name|strategies-dir|log-level|queue|worker-timeout|nats-cert)(=|$)/;

/** Command line that reproduces these figures. */
export function commandLine(args: readonly string[]): string {
  const isSaid = (word: string, index: number) => !isOfPlace(word, args[index - 1]);
  return npmRunLab(args.filter(isSaid));
}

/**
 * Command line that opens a run of a report, except for the run's name. @param folder folder of the report @param room
 * name of the room; empty: without rooms
 */
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
  return `npm run lab -- ${words.map(shellWord).join(' ')}`;
}

/** True for the option, and for its value when that is the next word. */
function isOfPlace(word: string, before: string | undefined): boolean {
  return PLACES.test(word) || PLACES.exec(before ?? '')?.[2] === '';
}
