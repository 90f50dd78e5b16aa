/** Temporary folders for what a session unpacks to, is packed from or is reported from, which may be large. */
import { deleteAbandoned, makeOwnFolder } from '../runtime/own-folder.ts';

/** Makes a folder that the caller deletes. Those that a killed process has left are deleted first. */
export function makeTemporaryFolder(): string {
  deleteAbandoned('session');
  return makeOwnFolder('session');
}
