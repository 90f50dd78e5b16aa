/**
 * The leaderboard for a projector. It is large, readable from the last row, and has no controls except at the pointer.
 */
import './board.css';
import { useEffect, useState, type CSSProperties } from 'react';
import { listedCount } from '../accounts/account-rows.ts';
import { COLUMN_HEADS } from '../accounts/account-columns.ts';
import { useClocked, useFeed, useFeedValue, useMarket, useSlowTopic } from '../feed/use-feed.ts';
import { useHeight } from '../ui/use-height.ts';
import { useWidth } from '../ui/use-width.ts';
import { setUi, useUi } from '../ui/ui-store.ts';
import { boardRows, pageOf, pageText, RANKS_MAX, type BoardRow } from './board-rows.ts';
import { boardSize } from './board-size.ts';
import { BoardHead } from './board-head.tsx';
import { BoardTable } from './board-table.tsx';
import { BoardTicker } from './board-ticker.tsx';
import { JoinCode } from './join-code.tsx';
import { RankTrail, TRAIL_STEP_MS } from './rank-trail.ts';
import { usePages } from './use-pages.ts';

const REDRAW_MS = 500;
/** Space between two rows. */
const LINE_PX = 1;

const leave = () => setUi({ boardOpen: false });

export function Board() {
  const [ref, height] = useHeight<HTMLElement>();
  const width = useWidth(ref);
  const withHouse = useUi((ui) => ui.showsHouse);
  const accounts = useFeedValue(({ market: { replica } }) => listedCount(replica.positions, withHouse));
  const { textPx, rowPx } = boardSize({ width, height }, accounts);
  const style = { '--text-px': `${textPx}px`, '--row-px': `${rowPx}px` } as CSSProperties;
  return (
    <main ref={ref} className="board panel-market" style={style} data-testid="board">
      <BoardHead onLeave={leave} />
      <Standings rowPx={rowPx} />
      <BoardTicker />
    </main>
  );
}

function Standings({ rowPx }: { readonly rowPx: number }) {
  const [ref, height] = useHeight<HTMLDivElement>();
  const { turn, isHeld } = usePages(leave);
  const [rows, trail] = useStandings();
  // The headings of the columns take one row, and the line below the rows another.
  const perPage = Math.floor(height / (rowPx + LINE_PX)) - 2;
  const listed = rows.slice(0, RANKS_MAX);
  const page = pageOf(listed, perPage, turn);
  return (
    <div className="board-body">
      <div className="board-standings" ref={ref}>
        {rows.length === 0 ? (
          <p className="board-empty">No accounts yet. An account opens when a bot logs in.</p>
        ) : (
          <>
            <BoardTable rows={page.rows} movementOf={(account, rank) => trail.movement(account, rank)} />
            <footer className="board-foot">
              <p className="board-note" title={COLUMN_HEADS.score.about}>
                Score: PnL with open positions at the worse of mark and reference price
              </p>
              <p className="board-page" data-testid="board-page">
                {pageText(page, rows.length, isHeld)}
              </p>
            </footer>
          </>
        )}
      </div>
      <JoinCode />
    </div>
  );
}

/**
 * The standings. They are redrawn with the positions, and at rest with the clock, because a movement ends after a
 * minute.
 */
function useStandings(): readonly [rows: readonly BoardRow[], trail: RankTrail] {
  const [trail] = useState(() => new RankTrail());
  const market = useMarket();
  const withHouse = useUi((ui) => ui.showsHouse);
  const { replica, histories } = useFeed().market;
  useSlowTopic('positions', REDRAW_MS);
  useClocked(TRAIL_STEP_MS, (now) => Math.floor(now / TRAIL_STEP_MS));
  const rows = market === undefined ? [] : boardRows(replica, market, { histories, withHouse });
  useEffect(() => {
    trail.note(performance.now(), new Map(rows.map(({ account, rank }) => [account, rank])));
  });
  return [rows, trail];
}
