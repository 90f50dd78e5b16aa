import { linesOf } from './log-text.ts';

/** An error with lines of its file. The text wraps; the lines do not, or the mark below one would point elsewhere. */
export function QuotedLines({ text }: { readonly text: string }) {
  return linesOf(text.split('\n')).map(({ key, text: line, isQuoted }) => (
    <span key={key} className={isQuoted ? 'quoted' : 'text'}>
      {`${line}\n`}
    </span>
  ));
}
