// npm run build: builds what has changed.

import { z } from 'zod';
import { buildIfStale } from '../lib/build.ts';
import { logToStderr, runMain } from '../lib/command-line.ts';
import { toolOptions } from '../lib/tool-options.ts';

const { force } = toolOptions({
  command: 'npm run build',
  about: 'Builds the app and the workers into out/, as far as their sources have changed.',
  shape: { force: z.boolean().default(false).describe('build everything') },
});

await runMain(() => buildIfStale({ log: logToStderr, force }));
