/** Tables of figures with their intervals. */
import { LAB_INTERVALS_NOTE, LAB_PROFIT, type LabReport } from '../../contract/lab.ts';
import { differenceTexts, figureTexts, toneOf, type Tone } from './lab-text.ts';

/** Report of a room, with the room's name. */
export interface NamedReport {
  readonly name: string;
  readonly report: LabReport;
}

export function LabFigures({ report }: { readonly report: LabReport }) {
  return (
    <table className="lab-table" data-testid="lab-figures">
      {report.variants.length > 1 && <caption className="lab-note">{LAB_INTERVALS_NOTE}</caption>}
      <Head first="Figure" report={report} />
      <tbody>
        {report.rows.map((row) => (
          <tr key={row.key} data-part={row.label.startsWith(' ') || undefined}>
            <th scope="row">{row.label.trim()}</th>
            <Cells row={row} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Table of the profit in each room. */
export function LabRoomTable({ reports }: { readonly reports: readonly NamedReport[] }) {
  const [first] = reports;
  if (first === undefined) return null;
  return (
    <table className="lab-table" data-testid="lab-rooms">
      <Head first={LAB_PROFIT} report={first.report} />
      <tbody>
        {reports.map(({ name, report }) => {
          const profit = report.rows.find(({ key }) => key === 'pnl');
          return (
            <tr key={name}>
              <th scope="row">{name}</th>
              {profit !== undefined && <Cells row={profit} />}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Head({ first, report: { variants } }: { readonly first: string; readonly report: LabReport }) {
  const [a, ...others] = variants;
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {variants.map(({ letter, label }) => (
          <th key={letter} scope="col" title={label}>
            {letter}
          </th>
        ))}
        {others.map(({ letter }) => (
          <th key={letter} scope="col">
            {letter} − {a?.letter}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Cells({ row }: { readonly row: LabReport['rows'][number] }) {
  const { key, estimates, differences, digits } = row;
  return (
    <>
      {estimates.map((figure, index) => (
        <Cell key={`estimate-${index + 1}`} texts={figureTexts(figure, digits)} tone="plain" />
      ))}
      {differences.map((figure, index) => (
        <Cell
          key={`difference-${index + 1}`}
          texts={differenceTexts(figure, digits)}
          tone={toneOf(key, figure)}
        />
      ))}
    </>
  );
}

interface CellProps {
  readonly texts: readonly [mean: string, interval: string];
  readonly tone: Tone;
}

function Cell({ texts: [mean, interval], tone }: CellProps) {
  return (
    <td data-tone={tone}>
      <b>{mean}</b> <span className="interval">{interval}</span>
    </td>
  );
}
