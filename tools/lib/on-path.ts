// The programs that this system finds by their names.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export function isOnPath(command: string): boolean {
  return pathFolders().some((folder) => existsSync(join(folder, command)));
}

export function pathFolders(): readonly string[] {
  return (process.env['PATH'] ?? '').split(delimiter);
}
