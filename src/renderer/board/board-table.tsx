import { ArrowDown, ArrowUp } from 'lucide-react';
import { COLUMN_HEADS } from '../accounts/account-columns.ts';
import { formatFixed, formatSigned, formatSignedMoney, MINUS, NONE } from '../format/numbers.ts';
import { AccountName } from '../ui/account-name.tsx';
import { SignedCell } from '../ui/signed-cell.tsx';
import type { BoardRow } from './board-rows.ts';

const PERCENT_DECIMALS = 2;

interface BoardTableProps {
  readonly rows: readonly BoardRow[];
  readonly movementOf: (account: string, rank: number) => number | undefined;
}

export function BoardTable({ rows, movementOf }: BoardTableProps) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col" className="rank">
            #
          </th>
          <th scope="col" className="movement">
            <span title="Places won or lost in the last minute">1 min</span>
          </th>
          <th scope="col" className="account">
            Account
          </th>
          <th scope="col" title={COLUMN_HEADS.score.about}>
            Score
          </th>
          <th scope="col" title="Score in percent of the equity before any profit or loss">
            Score %
          </th>
          <th scope="col" className="drawdown" title="Deepest fall of equity from a peak, in percent">
            Drawdown %
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.account} row={row} movement={movementOf(row.account, row.rank)} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly row: BoardRow;
  readonly movement: number | undefined;
}

function Row({ row: { rank, account, score, percent, drawdownPercent, slot }, movement }: RowProps) {
  return (
    <tr data-testid="board-row" data-account={account} data-top={rank <= 3 || undefined}>
      <td className="rank number">{rank}</td>
      <td className="movement">
        <Movement places={movement} />
      </td>
      <th scope="row" className="account" title={account} style={{ borderLeftColor: `var(--line-${slot})` }}>
        <AccountName account={account} />
      </th>
      <SignedCell text={formatSignedMoney(score)} />
      <SignedCell text={formatSigned(percent, PERCENT_DECIMALS)} />
      <LossCell percent={drawdownPercent} />
    </tr>
  );
}

function Movement({ places = 0 }: { readonly places: number | undefined }) {
  if (places === 0) return null;
  const Icon = places > 0 ? ArrowUp : ArrowDown;
  const about = `${Math.abs(places)} ${places > 0 ? 'up' : 'down'}`;
  return (
    <span className={places > 0 ? 'tone-up' : 'tone-down'} aria-label={about} role="img">
      <Icon aria-hidden /> {Math.abs(places)}
    </span>
  );
}

function LossCell({ percent }: { readonly percent: number | null }) {
  const text = percent === null ? NONE : formatFixed(percent, PERCENT_DECIMALS);
  const isNone = percent === null || text === formatFixed(0, PERCENT_DECIMALS);
  return (
    <td className={`drawdown number tone-${isNone ? 'flat' : 'plain'}`}>{isNone ? text : MINUS + text}</td>
  );
}
