/** The process of runs: what its pool gets when the strategy's code fails outside its calls. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LabPool, type Outcome } from '../../src/lab/pool.ts';
import { asChild } from '../../src/lab/run-starters.ts';
import { withBundles } from '../../tools/lib/bundles.ts';

const LIMITS = { beginMs: 100_000, loadMs: 100_000, stuckMs: 100_000 };
const ONE = { ms: 1, jitterMs: 0 };
const folder = mkdtempSync(join(tmpdir(), 'botpit-lab-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Carries out a run of one minute in a process of its own. */
async function run(path: string): Promise<Outcome> {
  const latency = { order: ONE, feed: ONE, answer: ONE };
  const setting = { className: undefined, params: [], seed: 1, minutes: 1, crowd: 10, bots: [], latency };
  return withBundles(['src/lab/run.ts', 'src/lab/run-process.ts'], async ({ paths: [, worker = ''] }) => {
    const pool = new LabPool(asChild(worker), 1, LIMITS);
    const outcome = await pool.run({ path, ...setting });
    pool.close();
    return outcome;
  });
}

function write(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}

test('a promise that nobody awaits and that is rejected while the file loads fails the run, with its line', async () => {
  const path = write(
    'loads.js',
    'const load = async () => await fetch("http://x");',
    'void load();',
    'export default class { nextOrder() {} }',
  );
  expect(await run(path)).toMatchObject({
    failed: {
      reason: expect.stringMatching(
        /^it failed outside its callbacks: .*loads\.js:1:\d+: Error: fetch: the lab has no network/,
      ) as string,
    },
  });
});

test('side doors to the network, to processes, to keys and to promises are refused with their names', async () => {
  const calls: Readonly<Record<string, string>> = {
    resolveTxt: 'dns.resolveTxt("x", () => {})',
    lookupService: 'dns.promises.lookupService("127.0.0.1", 80)',
    Resolver: 'new dns.Resolver()',
    ChildProcess: 'new childProcess.ChildProcess()',
    generatePrimeSync: 'crypto.generatePrimeSync(32)',
    wait: 'scheduler.wait(1)',
    'setTimeout with promisify': 'util.promisify(setTimeout)(1)',
    'setTimeout: the first argument must be a function; got 5': 'setTimeout(5)',
  };
  const path = write(
    'doors.js',
    ...['dns', 'crypto', 'util'].map((name) => `import ${name} from 'node:${name}';`),
    "import childProcess from 'node:child_process';",
    "import { scheduler } from 'node:timers/promises';",
    `const calls = [${Object.values(calls)
      .map((call) => `() => ${call}`)
      .join(', ')}];`,
    'const refusal = (call) => { try { call(); return "none"; } catch ({ message }) { return message; } };',
    'export default class {',
    '  everyMs = 10_000;',
    '  nextOrder() { throw new Error(JSON.stringify(calls.map(refusal))); }',
    '}',
  );
  const outcome = await run(path);
  const { errors = [] } = 'result' in outcome ? outcome.result : {};
  const said = JSON.parse(/\[".*"\]/.exec(errors[0] ?? '')?.[0] ?? '[]') as readonly string[];
  expect(said).toEqual(
    Object.keys(calls).map((name) => expect.stringMatching(new RegExp(`^${name}`)) as string),
  );
});
