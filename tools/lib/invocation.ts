/**
 * How this process was started: `node scripts/run.mjs TOOL ARGUMENTS`, which hands the tool `process.argv` as
 * `[node, TOOL, ...ARGUMENTS]`. A sub-command takes its own name off that list. This module records the list first and is
 * the only one that shortens it, so a tool can start itself again.
 */
import { join } from 'node:path';
import { projectFolder } from './project.ts';

const [, startedTool = '', ...startedArgs] = process.argv;

/** @returns the command that starts this process's tool again, with the same arguments */
export function restartCommand(): string[] {
  return toolCommand(startedTool, ...startedArgs);
}

/** @param tool path below tools/, without its ending */
export function toolCommand(tool: string, ...args: string[]): string[] {
  return [process.execPath, join(projectFolder, 'scripts', 'run.mjs'), tool, ...args];
}

/** The sub-command reads the rest of the command line as its own. */
export function enterSubCommand(name: string, args: readonly string[]): void {
  process.argv = [process.execPath, name, ...args];
}
