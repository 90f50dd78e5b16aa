/** File → New Strategy: asks for the path, writes the file and selects it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialogs } from '../dialogs.ts';
import { withEnding, writeStrategy } from './write-strategy.ts';

export interface NewStrategyContext {
  readonly dialogs: Pick<Dialogs, 'newStrategy' | 'mayOverwrite' | 'problem'>;
  /** First folder of the dialog. */
  readonly startFolder: string;
  /** Selects the file in the form that adds bots. */
  readonly select: (path: string) => void;
  /** Opens the file in the system's editor. @returns the reason of a failure; empty: the file is open */
  readonly edit: (path: string) => Promise<string>;
}

export async function newStrategy({ dialogs, startFolder, select, edit }: NewStrategyContext): Promise<void> {
  const chosen = await dialogs.newStrategy(join(startFolder, 'my-strategy.ts'));
  if (chosen === null) return;
  const path = withEnding(chosen);
  // The dialog confirmed only the file that it named.
  if (path !== chosen && existsSync(path) && !(await dialogs.mayOverwrite([path]))) return;
  try {
    await writeStrategy(path);
  } catch (error) {
    return dialogs.problem('The strategy was not written.', (error as Error).message);
  }
  select(path);
  const problem = await edit(path);
  if (problem !== '') await dialogs.problem(`${path} was written, but no editor opened it.`, problem);
}
