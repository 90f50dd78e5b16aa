import type { Trade } from '../../contract/events.ts';
import { AccountName } from '../ui/account-name.tsx';
import type { Explanation } from './explanation.ts';
import type { FillArithmetic } from './fill-arithmetic.ts';
import { sideLines, takeoverLines, type SideLine } from './side-text.ts';

/** Buyer and seller, each with the effect of the fill. */
export function SideCards({ explanation }: { readonly explanation: Explanation }) {
  const { taker, maker, trade, instrument } = explanation;
  const takerLines =
    'fee' in taker ? sideLines(taker, trade, instrument) : takeoverLines(taker, trade, instrument);
  const role = 'fee' in taker ? orderText(taker) : 'position taken over by the exchange';
  return (
    <div className="explain-sides">
      <SideCard side={trade.aggressor} account={taker.account} role={role} lines={takerLines} />
      <SideCard
        side={maker.side}
        account={maker.account}
        role={orderText(maker)}
        lines={sideLines(maker, trade, instrument)}
      />
    </div>
  );
}

function orderText({ liquidity, orderId }: FillArithmetic): string {
  return `${liquidity}, order #${orderId}`;
}

interface SideCardProps {
  readonly side: Trade['aggressor'];
  readonly account: string;
  readonly role: string;
  readonly lines: readonly SideLine[];
}

function SideCard({ side, account, role, lines }: SideCardProps) {
  return (
    <section
      className="explain-side"
      data-side={side}
      data-testid="explain-side"
      aria-label={`${account}, ${role}`}
    >
      <h3 title={account}>
        <span className="verb">{side === 'buy' ? 'Bought' : 'Sold'}</span>
        <AccountName account={account} />
        <span className="muted role">{role}</span>
      </h3>
      <dl>
        {lines.map(({ name, sum, result, amount }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {sum.map((part) => (
                <span key={part}>{part}</span>
              ))}
              {result !== undefined && (
                <span className="result" data-sign={Math.sign(amount ?? 0)}>
                  = {result}
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
