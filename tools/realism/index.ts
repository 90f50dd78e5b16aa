/** The code of realism.ts: reads tapes, and makes the table and the page. */
import { readdirSync } from 'node:fs';
import { defaultBots } from '../lib/default-bots.ts';
import { botsOf, simulate } from './simulated.ts';
import { figuresOf, type Figures } from './figures.ts';
import { impactIsOut, impactLines, medianOf, rowsOut, tableOf } from './table.ts';
import { impacts } from './impact.ts';
import { lobsterFiles, readLobster } from './lobster.ts';
import { pageOf } from './page.ts';
import { recordedTape } from './recorded.ts';
import { averaged, shapesOf, type Shapes } from './shapes.ts';
import type { Tape } from './tape.ts';

export interface Report {
  readonly lines: readonly string[];
  readonly page: string;
  readonly isOut: boolean;
}

export interface SimulatedRequest {
  readonly seeds: readonly number[];
  readonly minutes: number;
  readonly accounts: number;
  /** Strategies in addition to the crowd. Null: those of the default pit. */
  readonly bots: readonly string[] | null;
  readonly withImpact: boolean;
  readonly onSeed: (seed: number) => void;
}

export function ofSimulated(request: SimulatedRequest): Report {
  const { seeds, minutes, accounts, withImpact, onSeed } = request;
  const bots = request.bots === null ? defaultBots() : botsOf(request.bots);
  const all: Figures[] = [];
  const shapes: Shapes[] = [];
  for (const seed of seeds) {
    onSeed(seed);
    const tape = simulate({ seed, minutes, accounts, bots });
    all.push(figuresOf(tape));
    shapes.push(shapesOf(tape));
  }
  const beside =
    bots.length === 0 ? 'the crowd alone' : `the crowd with ${bots.map(({ name }) => name).join(', ')}`;
  const [first, last] = [seeds[0], seeds.at(-1)];
  const which = first === last ? `seed ${first}` : `median of seeds ${first} to ${last}`;
  const report = reportOf(`${beside}: ${which}, ${minutes} minutes each`, medianOf(all), averaged(shapes));
  if (!withImpact) return report;
  const found = impacts(seeds, accounts);
  return {
    ...report,
    lines: [...report.lines, ...impactLines(found)],
    isOut: report.isOut || impactIsOut(found),
  };
}

export function ofLobster(folder: string): Report {
  return ofTape(`LOBSTER, ${folder}`, readLobster(folder, lobsterFiles(readdirSync(folder))));
}

export async function ofSession(path: string, symbol: string | undefined): Promise<Report> {
  return ofTape(`session ${path}`, await recordedTape(path, symbol));
}

function ofTape(title: string, tape: Tape): Report {
  return reportOf(title, figuresOf(tape), shapesOf(tape));
}

function reportOf(title: string, figures: Figures, shapes: Shapes): Report {
  const out = rowsOut(figures);
  const verdict = out.length === 0 ? 'Every row is in its band.' : `Out of the band: ${out.join('; ')}.`;
  return {
    lines: [title, ...tableOf(figures), verdict],
    page: pageOf(title, figures, shapes, [verdict]),
    isOut: out.length > 0,
  };
}
