/**
 * The bot client. A bot with a file of the author's own has a process for each version of the file. The supervisor of a pit
 * starts them; on a command line this process does. It loads little, because it has nothing else to do.
 */
import { isVersion, namesOwnFile } from './own-file.ts';
import { runVersions } from './terminal.ts';

const args = process.argv.slice(2);
if (namesOwnFile(args) && !isVersion(process.env)) runVersions(args);
else {
  const { runBot } = await import('./run-bot.ts');
  await runBot({
    // As seen from the built worker, in a checkout and in the installed app alike.
    strategiesDir: new URL('../../strategies', import.meta.url),
    watchdogThread: new URL('./bot-watchdog.js', import.meta.url),
  });
}
