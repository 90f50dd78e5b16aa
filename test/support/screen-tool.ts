/** A tool with a sub-command that needs a screen: it restarts itself under one and then prints its arguments. */
import { restartUnderXvfb } from '../../tools/lib/screen.ts';
import { runSubCommand } from '../../tools/lib/sub-commands.ts';

await runSubCommand('screen-tool', { draw: { about: 'prints its arguments', run: draw } });

async function draw(): Promise<void> {
  if (process.env['DISPLAY'] === undefined) process.exitCode = await restartUnderXvfb();
  else console.log(JSON.stringify(process.argv.slice(2)));
}
