/** Formats of an export: every event as a line of JSON, or the rows of orders.csv or fills.csv. */
import type { EngineState } from '../../engine/index.ts';
import type { ExportFormat } from '../../session/csv/csv-files.ts';
import { FillRows } from './fill-rows.ts';
import { NO_LINES, type Lines, type Rows } from './lines.ts';
import { OrderRows } from './order-rows.ts';

/** @param state state at the beginning */
export function rowsOf(format: ExportFormat, state: EngineState): Rows {
  switch (format) {
    case 'events':
      return { take: ({ events }) => jsonLines(events), end: () => NO_LINES };
    case 'orders':
      return new OrderRows(state);
    case 'fills':
      return new FillRows(state);
  }
}

function jsonLines(events: readonly unknown[]): Lines {
  return { text: events.map((event) => `${JSON.stringify(event)}\n`).join(''), count: events.length };
}
