import { useState } from 'react';
import { JOIN_PATH } from '../../contract/protocol.ts';
import { usePit } from '../pit/pit-store.ts';
import { relayOfLocation } from '../pit/relay-address.ts';
import { tokenOf } from '../pit/relay-token.ts';

/** QR code of the page's address, from the web server of a headless pit. Null when others cannot connect. */
export function JoinCode() {
  const hasPit = usePit((pit) => pit.hasPit);
  const [isShown, setShown] = useState(true);
  if (hasPit || !isShown) return null;
  const token = tokenOf(relayOfLocation(location.search));
  const query = token === '' ? '' : `?token=${encodeURIComponent(token)}`;
  return (
    <figure className="board-join" data-testid="board-join">
      <img
        src={`${JOIN_PATH}${query}`}
        alt="QR code of this page’s address"
        onError={() => setShown(false)}
      />
      <figcaption>Watch on your phone</figcaption>
    </figure>
  );
}
