/** The house bots of a headless pit, according to the options. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Instrument } from '../contract/instrument.ts';
import { BUILT_INS } from '../contract/built-in-strategies.ts';
import { additions, freeName, type RosterEntry } from '../pit/roster.ts';
import { OptionError } from '../runtime/options.ts';
import { houseBots, type HeadlessOptions, type HouseBot } from './options.ts';

/** @throws OptionError that names the bot that cannot run */
export function houseRoster(
  options: HeadlessOptions,
  instruments: readonly Instrument[],
): readonly RosterEntry[] {
  const roster: RosterEntry[] = [];
  const symbols = instruments.map(({ symbol }) => symbol);
  for (const bot of houseBots(options)) roster.push(...entriesOf(bot, roster, symbols));
  return roster;
}

function entriesOf(
  bot: HouseBot,
  present: readonly RosterEntry[],
  symbols: readonly string[],
): readonly RosterEntry[] {
  const { count, params, seed, symbol } = bot;
  const strategy = BUILT_INS.includes(bot.strategy) ? bot.strategy : resolve(bot.strategy);
  const added = additions(
    { strategy, name: bot.name ?? freeName(strategy, present), count, params },
    present,
    existsSync,
  );
  if (!added.ok) throw new OptionError(`--bots: ${added.reason}`);
  if (symbol !== undefined && !symbols.includes(symbol)) {
    throw new OptionError(
      `--bots: ${bot.strategy} cannot trade ${symbol}; the instruments are ${symbols.join(', ')}.`,
    );
  }
  return added.entries.map((entry, index) => ({
    ...entry,
    // Bots with the same seed would behave identically.
    ...(seed !== undefined && { seed: seed + index }),
    ...(symbol !== undefined && { symbol }),
  }));
}
