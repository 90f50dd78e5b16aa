/** A copy of a session's folder, without the lock: a socket, which belongs to a process. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';

export function copySession(session: string, copy: string): void {
  const lock = join(session, 'journal', 'lock');
  cpSync(session, copy, { recursive: true, filter: (path) => path !== lock });
}
