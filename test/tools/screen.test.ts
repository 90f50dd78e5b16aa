/** A tool without a screen restarts itself under Xvfb: the real scripts/run.mjs, with a stand-in for xvfb-run. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { toolCommand } from '../../tools/lib/invocation.ts';
import { finished } from '../../tools/lib/run.ts';

/** It drops xvfb-run's own options. */
const XVFB_RUN = '#!/bin/sh\nshift 3\nDISPLAY=:77 exec "$@"\n';

test.skipIf(process.platform === 'win32')(
  'a sub-command that restarts under Xvfb runs with the arguments that the user gave',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'botpit-screen-'));
    try {
      await writeFile(join(folder, 'xvfb-run'), XVFB_RUN);
      await chmod(join(folder, 'xvfb-run'), 0o755);
      const { DISPLAY: _none, ...env } = process.env;
      const PATH = `${folder}${delimiter}${env['PATH']}`;
      const [node = '', ...args] = toolCommand('../test/support/screen-tool', 'draw', '300', '--dark');
      const { exitCode, output } = await finished(node, args, { env: { ...env, PATH } });
      expect({ exitCode, output }).toEqual({ exitCode: 0, output: '["300","--dark"]\n' });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
