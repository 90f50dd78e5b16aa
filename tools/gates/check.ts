// npm run check: types, lint and the unit tests of changed code, in under a minute; npm test is the full gate.

import { commandScript, projectFolder } from '../lib/project.ts';
import { run } from '../lib/run.ts';
import { refuse, toolArguments } from '../lib/tool-options.ts';
import { gate, GATES, print } from './gate.ts';
import { sum, summary } from './test-counts.ts';

const HELP = `npm run check                          types, lint and the unit tests of what is not committed yet
npm run check -- --since main          the same of everything that changed since a commit
npm run check -- types|lint|format|dead-code   one gate`;

await main();

async function main(): Promise<void> {
  const { values, positionals } = toolArguments({
    allowPositionals: true,
    options: { since: { type: 'string', default: 'HEAD' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return print(HELP);
  const names = positionals.length > 0 ? positionals : ['types', 'lint'];
  const unknown = names.find((name) => !Object.hasOwn(GATES, name));
  if (unknown !== undefined)
    return refuse(
      `there is no gate "${unknown}"; use ${Object.keys(GATES).join(', ')}. See npm run check -- --help.`,
    );
  const counts = [];
  for (const name of names) counts.push(await gate(name, GATES[name as keyof typeof GATES]));
  if (positionals.length === 0)
    counts.push(await gate('tests of what changed', () => changedTests(values.since)));
  const total = sum(counts);
  print(summary(total));
  process.exitCode = total.failed > 0 ? 1 : 0;
}

async function changedTests(since: string): Promise<void> {
  const args = ['run', '--project', 'unit*', '--changed', since, '--passWithNoTests'];
  await run(process.execPath, [await commandScript('vitest'), ...args], { cwd: projectFolder });
}
