/**
 * The reader of a process's output may end early, as `head` does. Its lines are lost and the process continues: without a
 * listener, Node ends it at its next line.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
