/**
 * The code of `npm run bench -- matching`. It compares Botpit's book with a book that knows its prices beforehand. The
 * two take turns.
 */
import { processorSeconds } from '../processor-time.ts';
import { median } from '../speed.ts';
import { BotpitBook, type MatchingContender } from './contender.ts';
import { messageStreams, type Messages } from './streams.ts';
import { WindowBook } from './window-book.ts';

/** Number of messages between two readings of the level changes, when they are not read after each message. */
const CHUNK = 1_000;
const NANOS_PER_SECOND = 1e9;

type Start = (messages: Messages) => MatchingContender;

const CONTENDERS: readonly (readonly [name: string, start: Start])[] = [
  ['direct price window and id hash', () => new WindowBook()],
  ['botpit', ({ count }) => new BotpitBook(count, false)],
  ['botpit, level changes read after each message', ({ count }) => new BotpitBook(count, true)],
];

/** @returns the report, line by line. @throws Error when two books differ */
export function runMatchingBench(seed: number, count: number, rounds: number): readonly string[] {
  const lines = [
    `seed ${seed}, node ${process.version}: ns of processor time per message, median of ${rounds}`,
  ];
  for (const messages of messageStreams(seed, count)) lines.push(...measure(messages, rounds));
  return lines;
}

function measure(messages: Messages, rounds: number): readonly string[] {
  for (const [, start] of CONTENDERS) run(start, messages);
  const laps = Array.from({ length: rounds }, () => CONTENDERS.map(([, start]) => run(start, messages)));
  checkEqual(messages, laps[0] as readonly Lap[]);
  const times = CONTENDERS.map((_, place) => median(laps.map((round) => (round[place] as Lap).ns)));
  const [window = 0, botpit = 0, reading = 0] = times;
  return [
    `${messages.name}, ${messages.count.toLocaleString('en')} messages`,
    ...CONTENDERS.map(([name], place) => `  ${name.padEnd(48)} ${(times[place] as number).toFixed(0)} ns`),
    `  botpit's speed: ${(window / botpit).toFixed(2)} of the window's; level changes cost ${Math.round((reading / botpit - 1) * 100)} %`,
  ];
}

interface Lap {
  readonly ns: number;
  readonly outcome: string;
}

function run(start: Start, messages: Messages): Lap {
  const book = start(messages);
  const seconds = processorSeconds(() => {
    for (let from = 0; from < messages.count; from += CHUNK)
      book.run(messages, from, Math.min(from + CHUNK, messages.count));
  });
  const { tradedLots, tradedValue, best } = book;
  return {
    ns: (seconds * NANOS_PER_SECOND) / messages.count,
    outcome: [tradedLots, tradedValue, ...best].join(' '),
  };
}

function checkEqual({ name }: Messages, laps: readonly Lap[]): void {
  const outcomes = new Set(laps.map(({ outcome }) => outcome));
  if (outcomes.size > 1) throw new Error(`${name}: the books differ: ${[...outcomes].join(' | ')}`);
}
