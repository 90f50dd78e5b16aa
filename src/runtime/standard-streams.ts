/**
 * Keeps the process running when the reader of its output ends early, as `head` does. Further lines are lost. Without a
 * listener, Node would end the process at the next line.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
