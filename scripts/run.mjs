// @ts-check
// Runs a tool: node scripts/run.mjs bench/commands/index wire --help

import { nodeRefusal } from './node-version.mjs';

const EXIT_SETUP = 2;

const refusal = nodeRefusal(process.versions.node);
if (refusal !== undefined) {
  process.stderr.write(`${refusal}\n`);
  process.exit(EXIT_SETUP);
}
const { loadTool } = await import('./load.mjs');
const [tool = '', ...args] = process.argv.slice(2);
process.argv = [process.execPath, tool, ...args];
await loadTool(tool);
