/** `--describe`: reports the strategy's parameters, for a form. Only the file's top level runs. */
import type { WorkerFrame, Running } from '../../runtime/worker-frame.ts';
import { declaredParams, loadStrategy } from './load-strategy.ts';
import type { StrategyFile } from './strategy-file.ts';

/** @throws SetupError that names the mistake in the file or in its declarations */
export async function describeStrategy(file: StrategyFile, frame: WorkerFrame): Promise<Running> {
  const declared = declaredParams(file, await loadStrategy(file));
  frame.announce({ event: 'described', params: declared ?? null });
  frame.stop(0);
  return { stop: written };
}

/** Some systems write to a pipe asynchronously and lose the data of an ended process. */
function written(): Promise<void> {
  return new Promise((resolve) => process.stdout.write('', () => resolve()));
}
