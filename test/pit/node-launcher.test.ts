import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Exit, LaunchedProcess } from '../../src/runtime/launcher.ts';
import { launchWithNode } from '../../src/pit/node-launcher.ts';

const folder = mkdtempSync(join(tmpdir(), 'botpit-launcher-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Seen {
  readonly pid: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly exit: Exit;
}

/** Runs a script to its end; `onLine` may act on the process meanwhile. */
function run(
  source: string,
  onLine: (line: string, process: LaunchedProcess) => void = () => {},
): Promise<Seen> {
  const script = join(folder, `${Math.random()}.mjs`);
  writeFileSync(script, source);
  const seen = { pid: 0, stdout: [] as string[], stderr: [] as string[] };
  return new Promise((resolve) => {
    const process = launchWithNode(
      { name: 'worker', script, args: ['--name=ada'] },
      {
        onSpawn: (pid) => (seen.pid = pid),
        onStdoutLine: (line) => {
          seen.stdout.push(line);
          onLine(line, process);
        },
        onStderrLine: (line) => void seen.stderr.push(line),
        onExit: (exit) => resolve({ ...seen, exit }),
      },
    );
  });
}

test('passes arguments, and returns all lines and the exit code', async () => {
  const seen = await run(`
    process.stdout.write(process.argv[2] + '\\nunfinished');
    process.stderr.write('error: no.\\n', () => process.exit(2));
  `);
  expect(seen).toMatchObject({
    stdout: ['--name=ada', 'unfinished'],
    stderr: ['error: no.'],
    exit: { code: 2, signal: null },
  });
  expect(seen.pid).toBeGreaterThan(0);
});

test('posts messages', async () => {
  const seen = await run(
    `process.on('message', ({ type }) => { console.log('got ' + type); process.disconnect(); });
     console.log('ready');`,
    (line, process) => {
      if (line === 'ready') process.post({ type: 'stop' });
    },
  );
  expect(seen).toMatchObject({ stdout: ['ready', 'got stop'], exit: { code: 0, signal: null } });
});

test('kills a process that ignores signals', async () => {
  const seen = await run(
    `process.on('SIGTERM', () => {}); console.log('ready'); setTimeout(() => { for (;;); }, 0);`,
    (_line, process) => process.kill(),
  );
  expect(seen.exit).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a message to an ended process is dropped silently', async () => {
  const seen = await run(`console.log('bye'); process.disconnect();`, (_line, process) => {
    for (let time = 0; time < 100; time += 1) process.post({ type: 'stop' });
  });
  expect(seen.exit.code).toBe(0);
});

test('a missing script counts as an exit', async () => {
  const { exit, stderr } = await run('import "../main/supervisor/no-such-file.mjs";');
  expect(exit.code).toBe(1);
  expect(stderr.join('\n')).toContain('ERR_MODULE_NOT_FOUND');
});
