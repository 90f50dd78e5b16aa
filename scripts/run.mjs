// @ts-check
// Runs a tool: node scripts/run.mjs bench/commands/index wire --help

import { loadTool } from './load.mjs';

const [tool = '', ...args] = process.argv.slice(2);
process.argv = [process.execPath, tool, ...args];
await loadTool(tool);
