/** The seeds, the worst for the last variant first. */
import type { LabReport, LabSavedRun } from '../../contract/lab.ts';
import { differenceOf, orderedSeeds, profitText, signed } from './lab-text.ts';

interface LabSeedsProps {
  readonly report: LabReport;
  /** Of a seed that was saved. */
  readonly onOpen: (run: LabSavedRun) => void;
}

export function LabSeeds({ report, onOpen }: LabSeedsProps) {
  const { variants, saved } = report;
  const [a, ...others] = variants;
  return (
    <div className="lab-scroll" tabIndex={0} role="region" aria-label="Seeds">
      <table className="lab-table" data-testid="lab-seed-table">
        <thead>
          <tr>
            <th scope="col">Seed</th>
            {variants.map(({ letter }) => (
              <th key={letter} scope="col" title="PnL an hour">
                {letter}
              </th>
            ))}
            {others.length > 0 && (
              <th scope="col" title="PnL an hour">
                {others.at(-1)?.letter} − {a?.letter}
              </th>
            )}
            <th scope="col">Watch</th>
          </tr>
        </thead>
        <tbody>
          {orderedSeeds(report).map(({ seed, pnl }) => (
            <tr key={seed}>
              <th scope="row">{seed}</th>
              {variants.map(({ letter }, index) => (
                <td key={letter}>{profitText(pnl[index])}</td>
              ))}
              {others.length > 0 && <Difference value={differenceOf(pnl)} />}
              <td className="lab-watch">
                {saved
                  .filter((run) => run.seed === seed)
                  .map((run) => (
                    <button
                      key={run.name}
                      type="button"
                      className="text-button"
                      title={`Play this run of ${variants[run.variant]?.letter ?? ''}`}
                      onClick={() => onOpen(run)}
                    >
                      {variants[run.variant]?.letter} {run.place}
                    </button>
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Difference({ value }: { readonly value: number }) {
  const text = signed(value, profitText(value));
  return <td data-tone={value < 0 ? 'down' : 'up'}>{text}</td>;
}
