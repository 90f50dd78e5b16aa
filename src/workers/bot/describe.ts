/** `--describe`: reports the strategy's parameters and instruments, for a form. Only the file's top level runs. */
import { EXIT_IN_ORDER } from '../../runtime/exit-codes.ts';
import type { WorkerFrame, Running } from '../../runtime/worker-frame.ts';
import { inTime } from './load-in-time.ts';
import { declaredParams, declaredSymbols, loadStrategy } from './load-strategy.ts';
import type { StrategyFile } from './strategy-file.ts';

/** @throws SetupError that names the mistake in the file or in its declarations */
export async function describeStrategy(file: StrategyFile, frame: WorkerFrame): Promise<Running> {
  const loaded = await inTime(file, loadStrategy(file));
  const symbols = declaredSymbols(file, loaded);
  const params = declaredParams(file, loaded) ?? null;
  frame.announce({ event: 'described', params, ...(symbols !== undefined && { symbols }) });
  frame.stop(EXIT_IN_ORDER);
  return { stop: written };
}

/**
 * Resolves when the output is written. Some systems write to a pipe asynchronously and lose the data of an ended
 * process.
 */
function written(): Promise<void> {
  return new Promise((resolve) => process.stdout.write('', () => resolve()));
}
