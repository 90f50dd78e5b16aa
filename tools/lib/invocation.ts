/**
 * How this process was started: `node scripts/run.mjs TOOL ARGUMENTS`, which passes `process.argv` to the tool as
 * `[node, TOOL, ...ARGUMENTS]`. A sub-command removes its own name from that list. This module records the list first
 * and is the only one that shortens it, so a tool can start itself again.
 */
import { join } from 'node:path';
import { projectFolder } from './project.ts';

const [, startedTool = '', ...startedArgs] = process.argv;

/** @returns the command that starts this process's tool again, with the same arguments */
export function restartCommand(): string[] {
  return toolCommand(startedTool, ...startedArgs);
}

/** @param tool path below tools/, without its extension */
export function toolCommand(tool: string, ...args: string[]): string[] {
  return [process.execPath, join(projectFolder, 'scripts', 'run.mjs'), tool, ...args];
}

/** Lets the sub-command read the rest of the command line as its own. */
export function enterSubCommand(name: string, args: readonly string[]): void {
  process.argv = [process.execPath, name, ...args];
}
