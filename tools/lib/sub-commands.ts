/** A command with sub-commands: each is a tool that reads the rest of the command line and runs when it is imported. */
import { enterSubCommand } from './invocation.ts';
import { refuse, toolOptions } from './tool-options.ts';

export interface SubCommand {
  readonly about: string;
  /** True when the sub-command reads no options. */
  readonly isPlain?: true;
  /** Imports the tool, which runs it. */
  readonly run: () => Promise<unknown>;
}

/** @param command command as the user types it, for the help text */
export async function runSubCommand(
  command: string,
  commands: Readonly<Record<string, SubCommand>>,
): Promise<void> {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === '--help' || name === '-h') return console.log(helpOf(command, commands));
  const chosen = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (chosen === undefined)
    return refuse(`${command} knows no "${name}"; use one of ${Object.keys(commands).join(', ')}.`);
  enterSubCommand(name, args);
  if (chosen.isPlain)
    toolOptions({
      command: `${command} -- ${name}`,
      about: `${command} -- ${name}: ${chosen.about}.`,
      shape: {},
    });
  await chosen.run();
}

function helpOf(command: string, commands: Readonly<Record<string, SubCommand>>): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`);
  return [`${command} -- NAME [options]`, ...lines].join('\n');
}
