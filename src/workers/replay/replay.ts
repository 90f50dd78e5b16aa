/** A replay from its first connection to its report. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instrument } from '../../contract/instrument.ts';
import { SetupError } from '../../runtime/failure.ts';
import type { WorkerFrame } from '../../runtime/worker-frame.ts';
import { Gate } from './gate.ts';
import { GatewaySession } from './gateway-session.ts';
import { InstrumentGrid } from './instrument-grid.ts';
import { seedLevels, type SeedLevel } from './lobster-book.ts';
import { findOrderBook, readFirstLine, readMessages } from './lobster-file.ts';
import { LineError } from './lobster-message.ts';
import { parseMessage, type LobsterMessage } from './lobster-message.ts';
import { play, type Progress } from './playback.ts';
import { Replayer } from './replayer.ts';
import { stepsOf } from './steps.ts';
import { emptyTally, progressText, summaryText, type Tally } from './tally.ts';

const PROGRESS_INTERVAL_MS = 5_000;

export interface ReplaySettings {
  readonly file: string;
  readonly symbol: string;
  /** File seconds per second of real time. 0: as fast as replies arrive. */
  readonly speed: number;
  readonly ordersUrl: string;
  readonly account: string;
  readonly token: string | undefined;
  readonly orderBook: string | undefined;
  readonly report: string | undefined;
  /** Time from the last step to the cancellation of the orders. */
  readonly lingerSeconds: number;
}

/** Reason of an orderly end before the end of the file. */
export class Stopped extends Error {}

/**
 * @param ending ends the replay when it aborts: cleanly with `Stopped`, as a failure with any other reason
 * @throws the error that made the replay fail, after its progress has been reported
 */
export async function runReplay(
  settings: ReplaySettings,
  frame: Pick<WorkerFrame, 'log' | 'announce'>,
  ending: AbortController,
): Promise<void> {
  const first = await readFirstMessage(settings.file);
  const seed = await readSeed(settings, first, frame);
  const gate = new Gate(ending.signal);
  const [resting, takers] = openSessions(settings, gate, ending);
  try {
    await gate.until(() => resting.welcome !== undefined && takers.welcome !== undefined);
    const grid = new InstrumentGrid(instrumentOf(settings.symbol, resting));
    const tally = emptyTally();
    const onFailure = (error: Error) => ending.abort(error);
    const replayer = new Replayer({ grid, resting, takers, gate, tally, onFailure });
    frame.announce({ event: 'ready', symbol: settings.symbol, accounts: [resting.account, takers.account] });
    await reporting(settings, tally, frame, async (progress) => {
      await replayer.seed(seed);
      const steps = stepsOf(readMessages(settings.file), grid);
      await play({ steps, speed: settings.speed, replayer, progress, signal: ending.signal });
    });
    await sleep(settings.lingerSeconds * 1_000, undefined, { signal: ending.signal });
  } catch (error) {
    const reason: unknown = ending.signal.aborted ? ending.signal.reason : error;
    if (!(reason instanceof Stopped)) throw reason;
  } finally {
    await Promise.all([resting.close(), takers.close()]);
  }
}

async function readFirstMessage(file: string): Promise<LobsterMessage> {
  return inFile(file, async () => parseMessage(await readFirstLine(file), 0));
}

async function readSeed(
  { file, orderBook }: ReplaySettings,
  first: LobsterMessage,
  { log }: Pick<WorkerFrame, 'log'>,
): Promise<SeedLevel[]> {
  const path = orderBook ?? (await findOrderBook(file));
  if (path === undefined) {
    log.info(`${file} has no order book file beside it: the book starts empty`);
    return [];
  }
  const levels = await inFile(path, async () => seedLevels(await readFirstLine(path), first));
  log.info(`the book starts with the ${levels.length} levels of ${path}`);
  return levels;
}

function openSessions(
  { ordersUrl, account, token }: ReplaySettings,
  gate: Gate,
  ending: AbortController,
): readonly [resting: GatewaySession, takers: GatewaySession] {
  const open = (name: string) =>
    new GatewaySession({
      url: ordersUrl,
      account: name,
      token,
      onProgress: () => gate.check(),
      onFailure: (error) => ending.abort(error),
    });
  return [open(account), open(`${account}-takers`)];
}

function instrumentOf(symbol: string, { account, welcome }: GatewaySession): Instrument {
  const instruments = welcome?.instruments ?? [];
  const instrument = instruments.find((candidate) => candidate.symbol === symbol);
  if (instrument === undefined) {
    const symbols = instruments.map((candidate) => candidate.symbol).join(', ');
    throw new SetupError(
      `the exchange has no ${symbol}, only ${symbols}; for AAPL start it with: npm run exchange -- --config resources/aapl.json`,
    );
  }
  const openOrders = welcome?.openOrders.length ?? 0;
  if (openOrders > 0) {
    throw new SetupError(
      `account ${account} had ${openOrders} open orders of another connection, which this one has replaced; they are cancelled now: start again, or choose another --account`,
    );
  }
  return instrument;
}

/** Reports the progress, however the replay ends. */
async function reporting(
  { file, report }: ReplaySettings,
  tally: Tally,
  { log, announce }: Pick<WorkerFrame, 'log' | 'announce'>,
  work: (progress: Progress) => Promise<void>,
): Promise<void> {
  const progress: Progress = { timeNanos: 0, behindMs: 0 };
  const timer = setInterval(() => log.info(progressText(tally, progress)), PROGRESS_INTERVAL_MS);
  let complete = false;
  try {
    await inFile(file, () => work(progress));
    complete = true;
  } finally {
    clearInterval(timer);
    log.info(`${complete ? 'done' : 'ended early'}: ${summaryText(tally)}`);
    announce({ event: 'done', complete, ...tally });
    if (report !== undefined) await writeFile(report, `${JSON.stringify({ complete, ...tally }, null, 2)}\n`);
  }
}

/** Adds the name of the file to the error for a mistake in it. */
async function inFile<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LineError) {
      throw new SetupError(`${file} ${error.message}`);
    }
    throw error;
  }
}
