import { formatCount, formatPrice, formatQuantity } from '../format/numbers.ts';
import { AccountName } from '../ui/account-name.tsx';
import { Numeral } from '../ui/numeral.tsx';
import type { Explanation } from './explanation.ts';
import type { QueueBefore, QueuePlace } from './queue-before.ts';

/** Number of places to show: ahead of the filled order, and in total. */
const AHEAD_MAX = 12;
const PLACES_MAX = 24;

export function QueueTable({ explanation }: { readonly explanation: Explanation }) {
  const { queue, trade, instrument } = explanation;
  const price = formatPrice(trade.price, instrument.tickSize);
  return (
    <section className="explain-queue" aria-labelledby="explain-queue-title">
      <h3 id="explain-queue-title">Queue at {price} before it</h3>
      {queue === undefined ? (
        <p className="muted">This exchange does not publish single orders, so the queue is unknown.</p>
      ) : (
        <Places queue={queue} lotSize={instrument.lotSize} />
      )}
    </section>
  );
}

function Places({ queue, lotSize }: { readonly queue: QueueBefore; readonly lotSize: number }) {
  const { places, unknown } = queue;
  const makerAt = places.findIndex(({ standing }) => standing === 'filled');
  const first = Math.max(0, makerAt - AHEAD_MAX);
  const shown = places.slice(first, first + PLACES_MAX);
  const left = places.length - shown.length;
  return (
    <>
      {places.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Place</th>
              <th scope="col">Order of</th>
              <th scope="col">Rested</th>
              <th scope="col">Then</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((place, index) => (
              <PlaceRow key={place.orderId} place={place} number={first + index + 1} lotSize={lotSize} />
            ))}
          </tbody>
        </table>
      )}
      {left > 0 && <p className="muted">{formatCount(left)} more orders rested there.</p>}
      {unknown > 0 && (
        <p className="muted">{formatQuantity(unknown, lotSize)} more rested there, in unpublished orders.</p>
      )}
      {!queue.hasMaker && unknown === 0 && (
        <p className="muted">The filled order came to rest within the same command.</p>
      )}
    </>
  );
}

interface PlaceRowProps {
  readonly place: QueuePlace;
  readonly number: number;
  readonly lotSize: number;
}

function PlaceRow({ place, number, lotSize }: PlaceRowProps) {
  return (
    <tr data-testid="explain-place" data-standing={place.standing}>
      <td>{formatCount(number)}</td>
      <th scope="row" title={`Order #${place.orderId} of ${place.account}`}>
        <AccountName account={place.account} />
        {place.standing === 'filled' && <span className="tag">this fill</span>}
      </th>
      <td>
        <Numeral text={formatQuantity(place.quantity, lotSize)} />
      </td>
      <td className="fate">{fateText(place, lotSize)}</td>
    </tr>
  );
}

/** Fate of the order by the end of the command. */
function fateText({ fills, withdrawn, rests, quantity }: QueuePlace, lotSize: number): string {
  if (fills === quantity) return 'filled';
  if (fills === 0 && withdrawn === 0) return 'waits on';
  const parts = [
    ...(fills > 0 ? [`${formatQuantity(fills, lotSize)} filled`] : []),
    ...(withdrawn > 0 ? [`${formatQuantity(withdrawn, lotSize)} removed`] : []),
    ...(rests > 0 ? [`${formatQuantity(rests, lotSize)} left`] : []),
  ];
  return parts.join(', ');
}
