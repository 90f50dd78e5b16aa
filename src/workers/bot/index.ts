/**
 * The bot client. A bot with an author's own file has a process for each version of the file. The supervisor of a pit
 * starts them, or on a command line this process. It loads little, because it does nothing else.
 */
import { isVersion, namesOwnFile } from './own-file.ts';
import { runVersions } from './terminal.ts';

const args = process.argv.slice(2);
if (namesOwnFile(args) && !isVersion(process.env)) runVersions(args);
else {
  const { runBot } = await import('./run-bot.ts');
  await runBot({
    // Paths relative to the built worker, in a checkout and in the installed app alike.
    strategiesDir: new URL('../../strategies', import.meta.url),
    watchdogThread: new URL('./bot-watchdog.js', import.meta.url),
  });
}
