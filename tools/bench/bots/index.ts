/**
 * The code of `npm run bench -- bots`: processor time and memory of the bots' processes, compared with a bare `ws`
 * client.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../speed.ts';
import { Processes } from '../wire/processes.ts';
import { EventSource } from './event-source.ts';
import { botOf, recordMarket } from './recorded-market.ts';

export interface BotsBenchOptions {
  /** Folder of the built workers. */
  readonly built: string;
  /** Path of the bare client. */
  readonly bare: string;
  readonly bots: number;
  readonly instruments: number;
  /** Events per second. */
  readonly rate: number;
  /** Length of each load. */
  readonly seconds: number;
  readonly seed: number;
  readonly onStep: (what: string) => void;
}

/** Number of accounts that trade in the recorded market. The bots have the first ones. */
const ACCOUNTS = 30;
/** Time in which the last events arrive. */
const SETTLE_MS = 500;
const WARM_UP_SECONDS = 10;
const BYTES_PER_MB = 1_024 * 1_024;
/** Indices of the processes in the order of their start: the relay and the bare client come first. */
const [RELAY, BARE, FIRST_BOT] = [0, 1, 2] as const;

/** @returns the report, line by line */
export async function runBotsBench(options: BotsBenchOptions): Promise<readonly string[]> {
  const { bots, rate, seconds, seed, instruments, onStep } = options;
  const needed = rate * (seconds + WARM_UP_SECONDS);
  const source = new EventSource(recordMarket(seed, ACCOUNTS, instruments, needed));
  onStep('the market is recorded');
  const processes = new Processes(options.built);
  try {
    const { events, orders } = await source.listen();
    const upstream = `ws://127.0.0.1:${events}`;
    const { relay = 0 } = await processes.worker(
      'relay',
      '--port=0',
      '--upstream',
      upstream,
      '--log-level=error',
    );
    process.env['BARE_URL'] = `ws://127.0.0.1:${relay}`;
    await processes.script(options.bare);
    const start = await startBots(options, processes, { relay, orders });
    onStep(`${bots} bots are ready`);
    const idle = await measure(processes, source, () => sleep(seconds * 1_000));
    await source.play(rate, rate * WARM_UP_SECONDS);
    const loaded = await measure(processes, source, async () => {
      await source.play(rate, rate * seconds);
      await sleep(SETTLE_MS);
    });
    const memory = processes.memory().slice(FIRST_BOT);
    const names = Array.from({ length: bots }, (_, index) => botOf(index, instruments).strategy);
    const idleShares = idle.cpuMs.map((cpuMs) => cpuMs / idle.ms);
    // A busy machine takes longer for the same events, and the processes are idle for the rest of the time.
    const { frames, requests, ms } = loaded;
    const loadedShares = loaded.cpuMs.map((cpuMs, index) => {
      const share = idleShares[index] ?? NaN;
      return share + (cpuMs - share * ms) / (seconds * 1_000);
    });
    return [
      `seed ${seed}, ${bots} bots, ${instruments} instruments, node ${process.version}: ${loaded.events.toLocaleString('en')} events at ${rate.toLocaleString('en')} a second, ${frames.toLocaleString('en')} frames, ${requests.toLocaleString('en')} requests, in ${(ms / 1_000).toFixed(1)} s`,
      `  start of a bot   ${Math.round(median(start))} ms of processor time until it is ready`,
      `  memory of a bot  ${Math.round(median(memory) / BYTES_PER_MB)} MB resident`,
      ...rows('idle', idleShares, names),
      ...rows('loaded', loadedShares, names),
      `  relay, loaded    ${percent(loadedShares[RELAY])}`,
    ];
  } finally {
    source.close();
    await processes.end();
  }
}

/** @returns the processor time of each bot until it is ready, in milliseconds */
async function startBots(
  { bots, instruments, onStep }: BotsBenchOptions,
  processes: Processes,
  ports: { readonly relay: number; readonly orders: number },
): Promise<readonly number[]> {
  const urls = [`--relay=ws://127.0.0.1:${ports.relay}`, `--orders=ws://127.0.0.1:${ports.orders}`];
  const times: number[] = [];
  for (let index = 0; index < bots; index += 1) {
    const { name, strategy, symbol } = botOf(index, instruments);
    await processes.worker(
      'bot',
      strategy,
      `--name=${name}`,
      `--symbol=${symbol}`,
      ...urls,
      '--log-level=error',
    );
    times.push(processes.cpuMs()[FIRST_BOT + index] ?? NaN);
    onStep(`bot ${index + 1} of ${bots}`);
  }
  return times;
}

/** Processor time of each process in milliseconds, and the number of frames and requests that were sent. */
async function measure(processes: Processes, source: EventSource, load: () => Promise<void>) {
  const [before, sentBefore, startMs] = [processes.cpuMs(), source.sent, performance.now()];
  await load();
  const ms = performance.now() - startMs;
  const { sent } = source;
  const cpuMs = processes.cpuMs().map((after, index) => after - (before[index] ?? NaN));
  const passed = (name: keyof typeof sent) => sent[name] - sentBefore[name];
  return { cpuMs, ms, events: passed('events'), frames: passed('frames'), requests: passed('requests') };
}

function rows(what: string, busy: readonly number[], names: readonly string[]): readonly string[] {
  const bots = busy.slice(FIRST_BOT);
  const mean = bots.reduce((sum, one) => sum + one, 0) / bots.length;
  const bare = busy[BARE] ?? NaN;
  const each = bots.map((one, index) => `${names[index]} ${percent(one)}`).join(', ');
  return [
    `  a bot, ${what.padEnd(9)} ${percent(mean)} of a processor; a bare client ${percent(bare)}: ${(mean / bare).toFixed(2)} ×; 30 bots: ${percent(30 * mean)}`,
    `                   ${each}`,
  ];
}

function percent(share = NaN): string {
  return `${(100 * share).toFixed(2)} %`;
}
