/** The monitor on a phone: the user's own account, and the leaderboard. The top bar shows the price. */
import './phone.css';
import type { Instrument } from '../../contract/instrument.ts';
import { COLUMN_HEADS } from '../accounts/account-columns.ts';
import { NO_PROCESSES, accountRows, type AccountRow } from '../accounts/account-rows.ts';
import { PitStateMessage } from '../chart/pit-state-message.tsx';
import { useFeed, useMarket, useSlowTopic } from '../feed/use-feed.ts';
import {
  formatFixed,
  formatMoney,
  formatPosition,
  formatPrice,
  formatSignedMoney,
  NONE,
  toneOf,
} from '../format/numbers.ts';
import { panelOf } from '../layout/panels.ts';
import { AccountName } from '../ui/account-name.tsx';
import { SignedCell } from '../ui/signed-cell.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';

/** Time between two redraws. People cannot read faster changes. */
const REDRAW_MS = 250;
/** Number of ranks in the list. Lower ones are left out, except for the user's account. */
const ROWS_MAX = 100;

export function PhoneWorkspace() {
  useSlowTopic('positions', REDRAW_MS);
  const market = useMarket();
  const { replica, histories } = useFeed().market;
  const own = useUi((ui) => ui.ownAccount);
  const withHouse = useUi((ui) => ui.showsHouse);
  if (market === undefined)
    return (
      <main className="phone">
        <PitStateMessage />
      </main>
    );
  if (replica.positions.size === 0)
    return (
      <main className="phone">
        <p className="quiet">No accounts yet. An account opens when a bot logs in.</p>
      </main>
    );
  const sources = { histories, references: replica.markets, processes: NO_PROCESSES, withHouse };
  const rows = accountRows(replica.positions, market, sources).filter(({ rank }) => rank !== null);
  const ownRow = rows.find(({ account }) => account === own);
  return (
    <main className="phone">
      <OwnAccount rows={rows} row={ownRow} instrument={market.instrument} />
      <Leaderboard rows={rows.slice(0, ROWS_MAX)} own={own} />
    </main>
  );
}

interface OwnAccountProps {
  readonly rows: readonly AccountRow[];
  readonly row: AccountRow | undefined;
  readonly instrument: Instrument;
}

function OwnAccount({ rows, row, instrument }: OwnAccountProps) {
  const names = rows.map(({ account }) => account).toSorted();
  return (
    <section className="panel phone-own" aria-label="Own account">
      <header>
        <select
          aria-label="Own account"
          data-testid="own-account"
          value={row?.account ?? ''}
          onChange={(event) => setUi({ ownAccount: event.target.value })}
        >
          <option value="" disabled>
            Choose your account
          </option>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        {row !== undefined && (
          <span className="phone-rank">
            #{row.rank} of {rows.length}
          </span>
        )}
      </header>
      {row !== undefined && <OwnFigures row={row} instrument={instrument} />}
    </section>
  );
}

function OwnFigures({ row, instrument }: { readonly row: AccountRow; readonly instrument: Instrument }) {
  const { netPnl, equity, position, averageEntryPrice, marginRatio, liquidationPercent } = row;
  const { tickSize, lotSize } = instrument;
  const entry = averageEntryPrice === null ? '' : ` at ${formatPrice(averageEntryPrice, tickSize)}`;
  return (
    <dl>
      <Figure name="PnL" text={formatSignedMoney(netPnl)} isSigned />
      <Figure name="Equity" text={formatMoney(equity)} />
      <Figure name="Position" text={`${formatPosition(position, lotSize)}${entry}`} isSigned />
      <Figure name="Margin used" text={percent(marginRatio === null ? null : marginRatio * 100)} />
      <Figure name="To liquidation" text={percent(liquidationPercent)} />
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly text: string;
  /** True when its sign gives it a colour. */
  readonly isSigned?: boolean;
}

function Figure({ name, text, isSigned = false }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={`number ${isSigned ? `tone-${toneOf(text)}` : ''}`}>{text}</dd>
    </div>
  );
}

interface LeaderboardProps {
  readonly rows: readonly AccountRow[];
  readonly own: string | null;
}

function Leaderboard({ rows, own }: LeaderboardProps) {
  return (
    <section className="panel phone-board" aria-label={panelOf('accounts').title}>
      <table>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Account</th>
            <th scope="col" title={COLUMN_HEADS.score.about}>
              Score
            </th>
            <th scope="col">Equity</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ rank, account, score, equity }) => (
            <tr
              key={rank}
              data-testid="phone-row"
              data-account={account}
              data-own={account === own || undefined}
            >
              <td className="number">{rank}</td>
              <td title={account}>
                <AccountName account={account} />
              </td>
              <SignedCell text={formatSignedMoney(score)} />
              <td className="number">{formatMoney(equity)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function percent(value: number | null): string {
  return value === null ? NONE : `${formatFixed(value, 1)} %`;
}
