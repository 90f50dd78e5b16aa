/** Table of the seeds, the worst for the last variant first. A click on a profit plays its run. */
import { LAB_PROFIT, type LabReport } from '../../contract/lab.ts';
import type { OpenRun } from './lab-runs.tsx';
import { differenceOf, orderedSeeds, profitText, signed } from './lab-text.ts';

interface LabSeedsProps {
  readonly report: LabReport;
  readonly onOpen: OpenRun;
}

export function LabSeeds({ report, onOpen }: LabSeedsProps) {
  const { variants, saved } = report;
  const [a, ...others] = variants;
  const placesOf = (seed: number) =>
    saved
      .filter((run) => run.seed === seed)
      .map(({ variant, place }) => `${variants[variant]?.letter ?? ''} ${place}`);
  return (
    <div className="lab-scroll" tabIndex={0} role="region" aria-label="Seeds">
      <table className="lab-table" data-testid="lab-seed-table">
        <thead>
          <tr>
            <th scope="col">Seed</th>
            {variants.map(({ letter }) => (
              <th key={letter} scope="col" title={LAB_PROFIT}>
                {letter}
              </th>
            ))}
            {others.length > 0 && (
              <th scope="col" title={LAB_PROFIT}>
                {others.at(-1)?.letter} − {a?.letter}
              </th>
            )}
            <th scope="col">Place</th>
          </tr>
        </thead>
        <tbody>
          {orderedSeeds(report).map(({ seed, pnl }) => (
            <tr key={seed}>
              <th scope="row">{seed}</th>
              {variants.map(({ letter }, index) => (
                <td key={letter}>
                  <button
                    type="button"
                    className="lab-seed"
                    title={`Play the run of ${letter} with seed ${seed}`}
                    data-testid={`lab-seed-${letter}-${seed}`}
                    onClick={() => onOpen(letter, seed)}
                  >
                    {profitText(pnl[index])}
                  </button>
                </td>
              ))}
              {others.length > 0 && <Difference value={differenceOf(pnl)} />}
              <td className="lab-place">{placesOf(seed).join(', ')}</td>
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
