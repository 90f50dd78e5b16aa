/** File → New Strategy: asks where to, writes, and says where it is. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialogs } from '../dialogs.ts';
import { withEnding, writeStrategy } from './write-strategy.ts';

export interface NewStrategyContext {
  readonly dialogs: Pick<Dialogs, 'newStrategy' | 'mayOverwrite' | 'problem'>;
  /** Where the dialog begins. */
  readonly startFolder: string;
  /** Select it where bots are added. */
  readonly select: (path: string) => void;
  /** Open it in the system's editor. @returns why that did not work; empty: it did. */
  readonly edit: (path: string) => Promise<string>;
}

export async function newStrategy({ dialogs, startFolder, select, edit }: NewStrategyContext): Promise<void> {
  const chosen = await dialogs.newStrategy(join(startFolder, 'my-strategy.ts'));
  if (chosen === null) return;
  const path = withEnding(chosen);
  // The dialog has asked about the file that it named, and about no other.
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
