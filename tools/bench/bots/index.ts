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
  /** Folder of another version's built workers, whose bots run at the same time. Undefined: none. */
  readonly other: string | undefined;
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
  const { bots, rate, seconds, seed, instruments, other, onStep } = options;
  const needed = rate * (seconds + WARM_UP_SECONDS);
  const source = new EventSource(recordMarket(seed, ACCOUNTS, instruments, needed));
  onStep('the market is recorded');
  const processes = new Processes(options.built);
  const versions = [processes, ...(other === undefined ? [] : [new Processes(other)])];
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
    const start = await startBots(options, versions, { relay, orders });
    onStep(`${bots} bots are ready`);
    const idle = await measure(versions, source, () => sleep(seconds * 1_000));
    await source.play(rate, rate * WARM_UP_SECONDS);
    const loaded = await measure(versions, source, async () => {
      await source.play(rate, rate * seconds);
      await sleep(SETTLE_MS);
    });
    const memory = versions.map((version) => version.memory().slice(-bots));
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
      `  start of a bot   ${ofEach(start, (ms) => `${Math.round(ms)} ms`)} of processor time until it is ready`,
      `  memory of a bot  ${ofEach(memory, (bytes) => `${Math.round(bytes / BYTES_PER_MB)} MB`)} resident`,
      ...rows('idle', idleShares, names),
      ...rows('loaded', loadedShares, names),
      `  relay, loaded    ${percent(loadedShares[RELAY])}`,
    ];
  } finally {
    source.close();
    await Promise.all(versions.map((version) => version.end()));
  }
}

/** @returns the processor time that the bots of each version use until they are ready, in milliseconds */
async function startBots(
  { bots, instruments, onStep }: BotsBenchOptions,
  versions: readonly Processes[],
  ports: { readonly relay: number; readonly orders: number },
): Promise<readonly (readonly number[])[]> {
  const urls = [`--relay=ws://127.0.0.1:${ports.relay}`, `--orders=ws://127.0.0.1:${ports.orders}`];
  const times = versions.map((version) => ({ version, ms: [] as number[] }));
  for (let index = 0; index < bots; index += 1) {
    const { name, strategy, symbol } = botOf(index, instruments);
    const args = [strategy, `--name=${name}`, `--symbol=${symbol}`, ...urls, '--log-level=error'];
    for (const { version, ms } of times) {
      await version.worker('bot', ...args);
      ms.push(version.cpuMs().at(-1) ?? NaN);
    }
    onStep(`bot ${index + 1} of ${bots}`);
  }
  return times.map(({ ms }) => ms);
}

/** @param versions values of this version, and of the other one if there is one */
function ofEach(versions: readonly (readonly number[])[], format: (value: number) => string): string {
  return versions.map((values) => format(median(values))).join(', of the other version ');
}

/** Processor time of each process in milliseconds, and the number of frames and requests that were sent. */
async function measure(versions: readonly Processes[], source: EventSource, load: () => Promise<void>) {
  const allCpuMs = () => versions.flatMap((version) => version.cpuMs());
  const [before, sentBefore, startMs] = [allCpuMs(), source.sent, performance.now()];
  await load();
  const ms = performance.now() - startMs;
  const { sent } = source;
  const cpuMs = allCpuMs().map((after, index) => after - (before[index] ?? NaN));
  const passed = (name: keyof typeof sent) => sent[name] - sentBefore[name];
  return { cpuMs, ms, events: passed('events'), frames: passed('frames'), requests: passed('requests') };
}

/** @param names names of the strategies; the bots of the other version follow those of this one */
function rows(what: string, busy: readonly number[], names: readonly string[]): readonly string[] {
  const bare = busy[BARE] ?? NaN;
  const bots = busy.slice(FIRST_BOT);
  const versions = [bots.slice(0, names.length), bots.slice(names.length)].filter(({ length }) => length > 0);
  return versions.flatMap((version, index) => {
    const mean = version.reduce((sum, one) => sum + one, 0) / version.length;
    const each = version.map((one, bot) => `${names[bot]} ${percent(one)}`).join(', ');
    return [
      `  ${index === 0 ? 'a bot' : 'other'}, ${what.padEnd(9)} ${percent(mean)} of a processor; a bare client ${percent(bare)}: ${(mean / bare).toFixed(2)} ×; 30 bots: ${percent(30 * mean)}`,
      `                   ${each}`,
    ];
  });
}

function percent(share = NaN): string {
  return `${(100 * share).toFixed(2)} %`;
}
