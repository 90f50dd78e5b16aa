/** `--describe`: which parameters a strategy has, for who asks the user for them. Nothing of it runs but its file. */
import type { WorkerFrame, Running } from '../../runtime/worker-frame.ts';
import { declaredParams, loadStrategy } from './load-strategy.ts';
import type { StrategyFile } from './strategy-file.ts';

/** @throws SetupError that says what is wrong with the file, or with what it declares. */
export async function describeStrategy(file: StrategyFile, frame: WorkerFrame): Promise<Running> {
  const declared = declaredParams(file, await loadStrategy(file));
  frame.announce({ event: 'described', params: declared ?? null });
  frame.stop(0);
  return { stop: written };
}

/** On some systems a pipe takes what is written only after a while, and not from a process that has ended. */
function written(): Promise<void> {
  return new Promise((resolve) => process.stdout.write('', () => resolve()));
}
