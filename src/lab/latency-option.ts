/** `--latency`: the delays of each link, or those that the bots of a session have measured. */
import { fromStartFolder } from '../runtime/start-folder.ts';
import { readLatencies, type BotLatencies, type BotLatency } from '../session/latency-file.ts';
import type { Delay, RunRequest } from './run.ts';

/** The 99 % quantile of the standard normal distribution. */
const Z_99 = 2.326;
const LINKS = ['order', 'feed', 'answer'] as const;
const DELAY_MS_MAX = 60_000;
const LATENCY_FORM = 'must be such as 1ms, order=5ms±2,feed=3ms, or from SESSION.';

/**
 * Parses `order=5ms±2,feed=3ms`, `1ms` for all three links, or `from SESSION`.
 * @throws Error with one sentence
 */
export function parseLatency(text: string): RunRequest['latency'] {
  const [, session] = /^from\s+(\S.*)$/.exec(text) ?? [];
  if (session !== undefined) return measuredLatency(session);
  if (text === 'from') throw new Error('--latency from needs the folder of a session.');
  const all = /^[\d.]/.test(text) ? parseDelay(text, text) : undefined;
  const given = new Map<string, Delay>();
  if (all === undefined)
    for (const part of text.split(',')) {
      const [link = '', delay = ''] = part.split('=');
      if (link === '') throw new Error(`--latency '${text}' ${LATENCY_FORM}`);
      if (!LINKS.some((known) => known === link))
        throw new Error(`--latency '${text}': there is no '${link}'; there are ${LINKS.join(', ')}.`);
      if (given.has(link)) throw new Error(`--latency '${text}' has ${link} twice.`);
      given.set(link, parseDelay(delay, text));
    }
  const of = (link: string) => all ?? given.get(link) ?? { ms: 1, jitterMs: 0 };
  return { order: of('order'), feed: of('feed'), answer: of('answer') };
}

/** Joins the two words of `--latency from SESSION` on a command line. */
export function joinLatencyWords(args: readonly string[]): string[] {
  const at = args.findIndex((arg, index) => arg === '--latency' && args[index + 1] === 'from');
  const session = args[at + 2];
  if (at === -1 || session === undefined) return [...args];
  return [...args.slice(0, at), `--latency=from ${session}`, ...args.slice(at + 3)];
}

/**
 * Latencies of the median bot of a session. An order and its reply take half of the round trip each. If the feed was
 * not measured, it takes as long as a reply.
 */
function measuredLatency(session: string): RunRequest['latency'] {
  const bots = Object.values(latenciesOf(session));
  const median = (of: (bot: BotLatency) => number) => {
    const sorted = bots.map(of).toSorted((one, other) => one - other);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  };
  const half = logNormal(median((bot) => bot.ackP50Ms) / 2, median((bot) => bot.ackP99Ms) / 2);
  const p50Ms = median(({ feedP50Ms, ackP50Ms }) => feedP50Ms ?? ackP50Ms / 2);
  const p99Ms = median(({ feedP99Ms, ackP99Ms }) => feedP99Ms ?? ackP99Ms / 2);
  return { order: half, feed: logNormal(p50Ms, p99Ms), answer: half };
}

function latenciesOf(session: string): BotLatencies {
  try {
    return readLatencies(fromStartFolder(session));
  } catch (error) {
    throw new Error(`--latency from ${session}: ${(error as Error).message}`, { cause: error });
  }
}

/** The log-normal delay with this median and 99th percentile, to the microsecond. */
function logNormal(p50Ms: number, p99Ms: number): Delay {
  const sigma = p50Ms > 0 && p99Ms > p50Ms ? Math.log(p99Ms / p50Ms) / Z_99 : 0;
  const ms = p50Ms * Math.exp(sigma ** 2 / 2);
  const jitterMs = ms * Math.sqrt(Math.exp(sigma ** 2) - 1);
  const rounded = (value: number) => Math.round(value * 1_000) / 1_000;
  return { ms: rounded(ms), jitterMs: rounded(ms) === 0 ? 0 : rounded(jitterMs) };
}

/** Text of the latency, for example `order 5 ± 2 ms, feed 3 ms, answer 1 ms`. */
export function latencyText(latency: RunRequest['latency']): string {
  const texts = LINKS.map((link) => {
    const { ms, jitterMs } = latency[link];
    return `${link} ${ms}${jitterMs === 0 ? '' : ` ± ${jitterMs}`} ms`;
  });
  return texts.join(', ');
}

function parseDelay(text: string, whole: string): Delay {
  const [, ms, jitter = '0'] = /^(\d+(?:\.\d+)?)ms(?:(?:±|\+-)(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  if (ms === undefined || (Number(jitter) > 0 && Number(ms) === 0))
    throw new Error(`--latency '${whole}' ${LATENCY_FORM}`);
  if (Number(ms) > DELAY_MS_MAX || Number(jitter) > DELAY_MS_MAX)
    throw new Error(`--latency '${whole}': a delay is at most ${DELAY_MS_MAX}ms.`);
  return { ms: Number(ms), jitterMs: Number(jitter) };
}
