/** The page of several rooms: where each strategy is better, and the way to the report of each room. */
import { LAB_REPORT_PAGE } from '../contract/lab.ts';
import { escaped } from '../runtime/html-text.ts';
import { headOf } from './page.ts';
import { roomSentences, roomTable, variantsIn, type RoomReport } from './rooms.ts';

/** @param command command line that reproduces these figures */
export function roomsPage(rooms: readonly RoomReport[], setting: readonly string[], command: string): string {
  const variants = variantsIn(rooms);
  const title = `Lab: ${variants.map(({ label }) => label).join(' against ')} in ${rooms.length} rooms`;
  const [head = [], ...body] = roomTable(rooms);
  const lines = body.map(([room = '', ...figures]) => {
    const link = `<a href="${escaped(encodeURIComponent(room))}/${LAB_REPORT_PAGE}">${escaped(room)}</a>`;
    return `<tr><td>${link}</td>${figures.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
  });
  return `${headOf(title)}
<h1>${escaped(title)}</h1>
${roomSentences(rooms)
  .map((sentence) => `<p>${escaped(sentence)}</p>`)
  .join('\n')}
<p class="setting">${escaped(setting.map((sentence) => `${sentence}.`).join(' '))}</p>
<p>${variants.map(({ letter, label }) => `${letter}: ${escaped(label)}`).join(' · ')}</p>
<div class="wide"><table><tr>${head.map((cell) => `<th>${escaped(cell)}</th>`).join('')}</tr>${lines.join('')}</table></div>
<h2>The command that prints these figures</h2><p><code>${escaped(command)}</code></p>
</html>
`;
}
