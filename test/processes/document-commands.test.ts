/** Every command in a document's shell blocks runs here, or is listed with the reason why it does not. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documents, ROOT, textOf } from '../support/documents.ts';
import { DocumentRunner, recordSession } from '../support/document-runner.ts';
import { shellBlocks, withOption } from '../support/shell-blocks.ts';
import { Bench } from '../support/workers.ts';

const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci && npm start': 'installs into the checkout; .ci/run begins with npm ci, test/app starts the app',
  'npm ci && npm test': 'would run this very test',
  'nats-server --jetstream --store_dir /var/lib/nats':
    'not on every machine; test/processes/nats.test.ts starts one',
  'npm run relay -- --publish nats://HOST:4222/pit-1':
    'needs that server; test/processes/nats.test.ts runs it',
  'npm run relay -- --upstream nats://HOST:4222/pit-1 --port 9011': 'needs that server, as above',
  'npm run lab-worker -- --queue nats://HOST:4222/lab':
    'needs a server; test/processes/lab-queue.test.ts runs it',
  'npm run lab -- mine.ts other.ts --queue nats://HOST:4222/lab': 'needs a server, as above',
};

const blocks = documents().flatMap((document) =>
  shellBlocks(textOf(document)).map((lines, index) => [`${document}, block ${index + 1}`, lines] as const),
);
const [, firstMaker = ''] = /^```ts\n([^]*?class FirstMaker[^]*?)^```$/m.exec(textOf('README.md')) ?? [];

const folder = mkdtempSync(join(tmpdir(), 'botpit-documents-'));
const furniture = { session: join(folder, 'recorded'), files: { 'first-maker.ts': firstMaker } };
beforeAll(() => recordSession(furniture.session));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the commands of', () => {
  const bench = new Bench();
  let pit: Readonly<Record<string, number>>;

  /** One pit for all commands that expect a running pit. */
  beforeAll(async () => {
    const ports = ['--orders-port=0', '--events-port=0', '--relay-port=0', '--bots=maker'];
    pit = await bench.worker('headless', ...ports, `--data-dir=${join(folder, 'pit')}`).ready();
  });
  afterAll(() => bench.end());

  test.each(blocks)('%s work', async (_block, lines) => {
    const runner = new DocumentRunner(folder, furniture, pit);
    try {
      for (const line of lines) if (NOT_RUN[line.text] === undefined) await runner.run(line);
    } finally {
      const ended = await runner.end();
      expect(ended).toEqual(ended.map(([text]) => [text, 0]));
    }
  });
});

test('the code of the lab’s guide runs', async () => {
  const [, code = ''] = /^```js\n([^]*?botpit\/lab[^]*?)^```$/m.exec(textOf('docs/lab.md')) ?? [];
  // A module inside the package finds it by its name.
  const file = join(ROOT, 'out', `lab-guide-${process.pid}.mjs`);
  writeFileSync(file, code);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
    expect(stdout).toMatch(/^a \(maker\)|^No profit or loss of a \(maker\)/);
    expect(stdout).toMatch(/\n-?[\d.]+ to -?[\d.]+ an hour, [\d.]+ fills an hour\n$/);
  } finally {
    rmSync(file);
  }
});

test('there are blocks, and every listed exception is in one', () => {
  const texts = blocks.flatMap(([, lines]) => lines.map(({ text }) => text));
  expect(texts.length).toBeGreaterThan(20);
  expect(Object.keys(NOT_RUN).filter((text) => !texts.includes(text))).toEqual([]);
});

test('a block is parsed like a shell does', () => {
  const markdown = "```sh\nA='b c' npm run x -- --port 5   # why\n\n# nothing\nnpm ci && npm test\n```\n";
  expect(shellBlocks(markdown)).toEqual([
    [
      {
        text: "A='b c' npm run x -- --port 5",
        env: { A: 'b c' },
        words: ['npm', 'run', 'x', '--', '--port', '5'],
      },
      { text: 'npm ci && npm test', env: {}, words: ['npm', 'ci', '&&', 'npm', 'test'] },
    ],
  ]);
  expect(withOption(['--port', '5'], 'port', '0')).toEqual(['--port', '0']);
  expect(withOption(['x'], 'port', '0')).toEqual(['x', '--port', '0']);
});

test('a failing or unknown command is detected', async () => {
  const runner = new DocumentRunner(folder, furniture, {});
  const run = async (command: string) => {
    const [[line] = []] = shellBlocks(`\`\`\`sh\n${command}\n\`\`\`\n`);
    if (line !== undefined) await runner.run(line);
  };
  try {
    await expect(run('npm run verify-session -- nothing')).rejects.toThrow('ended with 2');
    await expect(run('npm run exchange -- --deposit much')).rejects.toThrow('before it was ready');
    await expect(run('curl http://127.0.0.1')).rejects.toThrow('is no npm command');
    await expect(run('npm run no-such-script')).rejects.toThrow('before it was ready');
  } finally {
    await runner.end();
  }
});
