/** The status of a headless pit: one block at the bottom of the terminal, redrawn once a second. */
import type { PitState } from '../contract/pit-state.ts';

export interface PitFigures {
  readonly state: PitState;
  readonly addresses: readonly string[];
  readonly requestsPerSecond: number;
  readonly trades: number;
  readonly traders: number;
  readonly watchers: number;
  /** Equity of a bot's account. Undefined before the exchange has published it. */
  equityOf(name: string): number | undefined;
}

/** Largest number of bots in the block. More would push the rest off a small screen. */
const BOTS_SHOWN_MAX = 12;
const NAME_WIDTH = 20;

const whole = new Intl.NumberFormat('en');
const money = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export function statusLines(figures: PitFigures): readonly string[] {
  const { state, addresses, requestsPerSecond, trades, traders, watchers } = figures;
  const bots = state.processes.filter(({ kind }) => kind === 'bot');
  const shown = bots.slice(0, BOTS_SHOWN_MAX);
  const others = bots.length - shown.length;
  return [
    `Botpit ${state.phase}  ${addresses.join('  ')}`,
    `  ${whole.format(requestsPerSecond)} requests/s   ${whole.format(trades)} trades   ${traders} traders   ${watchers} at the relay`,
    ...shown.map((bot) => botLine(bot, figures.equityOf(bot.name))),
    ...(others > 0 ? [`  … and ${others} more`] : []),
  ];
}

function botLine({ name, phase, stats }: PitState['processes'][number], equity: number | undefined): string {
  const figures = [
    (equity === undefined ? '–' : money.format(equity)).padStart(16),
    `${stats?.ordersPerSecond ?? 0}/s`.padStart(8),
    `${whole.format(stats?.fills ?? 0)} fills`.padStart(14),
  ];
  return `  ${name.slice(0, NAME_WIDTH).padEnd(NAME_WIDTH)}${phase.padEnd(9)}${figures.join('')}`;
}

const ESCAPE = '\u001B[';

/** The last lines of a terminal. All other output goes above them. */
export class TerminalBlock {
  readonly #write: (text: string) => void;
  readonly #columns: () => number;
  #lines: readonly string[] = [];

  constructor(write: (text: string) => void, columns: () => number) {
    this.#write = write;
    this.#columns = columns;
  }

  /** Draws the block. Lines are cut, because one that is wider than the terminal would count as two. */
  draw(lines: readonly string[]): void {
    const columns = this.#columns();
    const fitting = lines.map((line) => line.slice(0, columns - 1));
    this.#write(`${this.#erased()}${fitting.join('\n')}\n`);
    this.#lines = fitting;
  }

  say(text: string): void {
    const block = this.#lines.length === 0 ? '' : `${this.#lines.join('\n')}\n`;
    this.#write(`${this.#erased()}${text}${block}`);
  }

  /** Erases the block, so that later output replaces it. */
  erase(): void {
    this.#write(this.#erased());
    this.#lines = [];
  }

  #erased(): string {
    return this.#lines.length === 0 ? '' : `${ESCAPE}${this.#lines.length}A${ESCAPE}0J`;
  }
}
