import { usePit } from '../pit/pit-store.ts';

/** Chooses the room of the next start. */
export function RoomChoice() {
  const rooms = usePit((pit) => pit.settings?.rooms);
  const room = usePit((pit) => pit.settings?.room ?? null);
  const isClosed = usePit((pit) => pit.state?.phase === 'stopped');
  const setRoom = usePit((pit) => pit.setRoom);
  if (rooms === undefined) return null;
  const about =
    rooms.find(({ name }) => name === room)?.about ?? 'No events: only the bots act on the market.';
  return (
    <select
      className="room-choice"
      data-testid="room-choice"
      aria-label="Room"
      title={isClosed ? about : `${about} Stop the pit to choose another room.`}
      value={room ?? ''}
      disabled={!isClosed}
      onChange={({ target }) => void setRoom(target.value === '' ? null : target.value)}
    >
      <option value="">No room</option>
      {rooms.map(({ name, about: text }) => (
        <option key={name} value={name} title={text}>
          {name}
        </option>
      ))}
    </select>
  );
}
