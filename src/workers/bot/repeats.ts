/**
 * Leaves repetitions out of a bot's log. A strategy that trades on in an auction or a halt is rejected with every order,
 * and its log would show little else.
 *
 * 1. Texts have a subject, such as a reject code. Of each subject, the first TEXTS_MAX different texts within a minute
 *    are lines, at once.
 * 2. The others are counted. The subject's first line after the minute says how many there were.
 */
export const TEXTS_MAX = 3;
const MINUTE_MS = 60_000;

/** What a subject has had within a minute. */
interface Minute {
  readonly sinceMs: number;
  readonly texts: Set<string>;
  leftOut: number;
}

/** @param now milliseconds of a clock that never goes back */
export function leaveOutRepeats(
  write: (text: string) => void,
  now: () => number,
): (subject: string, text: string) => void {
  const minutes = new Map<string, Minute>();
  const begin = (subject: string, text: string) => {
    const { leftOut = 0 } = minutes.get(subject) ?? {};
    minutes.set(subject, { sinceMs: now(), texts: new Set([text]), leftOut: 0 });
    write(leftOut === 0 ? text : `${text} (${leftOut} more left out)`);
  };
  return (subject, text) => {
    const minute = minutes.get(subject);
    if (minute === undefined || now() - minute.sinceMs >= MINUTE_MS) return begin(subject, text);
    if (minute.texts.has(text) || minute.texts.size === TEXTS_MAX) {
      minute.leftOut += 1;
      return;
    }
    minute.texts.add(text);
    write(text);
  };
}
