/** A pool of the lab whose runs report what a test says, without a process. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabPool } from '../../src/lab/pool.ts';
import type { RunMessage } from '../../src/lab/run-process.ts';
import type { RunRequest } from '../../src/lab/run.ts';

/**
 * @param messages of a run, in order. One without an outcome goes on until the pool is closed
 * @returns the pool, and the requests that it has started
 */
export function answeringPool(messages: (request: RunRequest) => readonly RunMessage[], runsMax: number) {
  const started: RunRequest[] = [];
  const pool = new LabPool(({ onMessage, onEnd }) => {
    const answer = (request: RunRequest) => {
      started.push(request);
      if (request.record !== undefined) writeJournal(request.record);
      for (const message of messages(request)) {
        onMessage(message);
        if ('result' in message) onMessage({ isClean: false });
      }
    };
    return { send: (request) => void setImmediate(answer, request), kill: () => onEnd(false) };
  }, runsMax);
  return { pool, started };
}

/** Enough to be packed. */
function writeJournal(session: string): void {
  mkdirSync(join(session, 'journal'));
  writeFileSync(join(session, 'journal', '000001.log'), '');
}
