import { Users } from 'lucide-react';
import { isHouseAccount } from '../../contract/house.ts';
import { useFeedValue } from '../feed/use-feed.ts';
import { setUi, useUi } from '../ui/ui-store.ts';

/** Shows the crowd as one row without a rank, or each of its accounts as a row with a rank. */
export function HouseToggle() {
  const isShown = useUi((ui) => ui.showsHouse);
  const hasHouse = useFeedValue(({ market: { replica } }) =>
    [...replica.positions.keys()].some(isHouseAccount),
  );
  if (!hasHouse) return null;
  const label = isShown ? 'Show the crowd as one row' : 'Show and rank each account of the crowd';
  return (
    <button
      type="button"
      className="icon-button"
      aria-pressed={isShown}
      aria-label={label}
      title={label}
      data-testid="house-toggle"
      onClick={() => setUi({ showsHouse: !isShown })}
    >
      <Users size={14} aria-hidden />
    </button>
  );
}
