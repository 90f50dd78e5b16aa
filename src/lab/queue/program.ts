/** Everything in this program on which results depend. */
import { readFileSync } from 'node:fs';
import { version } from '../../../package.json' with { type: 'json' };
import { RULES_VERSION } from '../../engine/rules.ts';
import { hashOf } from '../../runtime/secrets.ts';
import type { LabProgram } from './messages.ts';

/**
 * @param runScript path of the bundle of run-process.ts. It names the modules that it imports by their content, so its
 * bytes represent all of them.
 */
export function programOf(runScript: string): LabProgram {
  return {
    botpit: version,
    rulesVersion: RULES_VERSION,
    node: Number.parseInt(process.versions.node, 10),
    build: hashOf(readFileSync(runScript, 'utf8')),
  };
}
