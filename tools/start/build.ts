// npm run build: builds what has changed; --force builds everything.

import { buildIfStale } from '../lib/build.ts';
import { logToStderr, runMain } from '../lib/command-line.ts';

await runMain(() => buildIfStale({ log: logToStderr, force: process.argv.includes('--force') }));
