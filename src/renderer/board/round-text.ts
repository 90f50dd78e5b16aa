const MS_PER_SECOND = 1_000;

/** Time until the end of a round, for example `4:09`. */
export function roundText(endsAt: number, now: number): string {
  if (now >= endsAt) return 'Round over';
  const seconds = Math.ceil((endsAt - now) / MS_PER_SECOND);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const rest = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
