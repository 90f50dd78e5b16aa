/**
 * Runs the commands of one block of a document on free ports, in a separate folder, with real files in the place of
 * placeholders such as FILE. Servers run until the block ends, so that a command finds the earlier ones. A pit takes the
 * place of the pit before it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { RecordedSession } from '../../tools/bench/player/recorded-session.ts';
import { PIT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { createLogger } from '../../src/runtime/log.ts';
import { rebuildCsv } from '../../src/workers/verify-session/rebuild.ts';
import { ROOT, textOf } from './documents.ts';
import { withOption, type ShellLine } from './shell-blocks.ts';

const TLS = fileURLToPath(new URL('tls/', import.meta.url));
const AAPL = 'AAPL_2012-06-21_34200000_57600000_message_50.csv';
const MESSAGES = ['34200.1,1,11,100,5850000,1', '34200.2,1,12,50,5851000,-1', '34200.3,3,11,100,5850000,1'];

/** Placeholders of the documents, and their values. */
const PLACES: Readonly<Record<string, string>> = {
  FOLDER: 'session',
  DIR: 'new-session',
  'FILE[:Class]': 'maker',
  NAME: 'ann',
  N: '7',
  'key=value': 'levels=5',
};
/** By script: FILE means different things. */
const FILES: Readonly<Record<string, string>> = { exchange: 'resources/aapl.json', replay: AAPL };
/** These commands end on their own; the others run until they are stopped. */
const ENDS = new Set([
  'accounts',
  'attacks',
  'pack-session',
  'verify-session',
  'export-events',
  'lab',
  'realism',
  'replay',
]);
/** A document names one of several: they would use the same ports. */
const ONE_AT_A_TIME = new Set(['host']);
/** A realism report of one short run has rows out of their bands, which its exit code 1 reports. */
const ANSWERS: Readonly<Record<string, number>> = { realism: 1 };

type Ports = Readonly<Record<string, number>>;
type Arguments = readonly string[];

/** Options that give each command free ports instead of the document's. */
const MOVED: Readonly<Record<string, (args: Arguments, ports: Ports) => Arguments>> = {
  exchange: (args) => free(args, 'orders', 'events'),
  host: (args) => freeHttp(free(args, 'orders', 'events', 'relay')),
  start: (args) => free(args, 'orders', 'events', 'relay'),
  relay: (args, ports) => {
    const upstream = args[args.indexOf('--upstream') + 1] ?? '';
    const scheme = upstream.startsWith('wss:') ? 'wss' : 'ws';
    const port = upstream.includes(':9010') ? ports['relay'] : ports['events'];
    return withOption(withOption(args, 'port', '0'), 'upstream', `${scheme}://localhost:${port}`);
  },
  bot: (args, ports) => withOption(toOrders(args, ports), 'relay', `ws://127.0.0.1:${ports['relay']}`),
  crowd: (args, ports) => withOption(toOrders(args, ports), 'relay', `ws://127.0.0.1:${ports['relay']}`),
  realism: (args) =>
    args.includes('--seed') ? withOption(withOption(args, 'seeds', '1'), 'minutes', '1') : args,
  attacks: (args) =>
    args.includes('--only') ? args : [...args, '--only', 'sybil deposits in an empty book'],
  // The command is tested, not its market: a small crowd.
  lab: (args) => [...withOption(args, 'crowd', '10'), '--no-sessions'],
  index: toOrders,
  replay: toOrders,
  play: (args) => withOption(args, 'port', '0'),
};

function free(args: Arguments, ...names: readonly string[]): Arguments {
  return names.reduce((moved, name) => withOption(moved, `${name}-port`, '0'), args);
}

function freeHttp(args: Arguments): Arguments {
  return args.includes('--http-port') ? withOption(args, 'http-port', '0') : args;
}

function toOrders(args: Arguments, ports: Ports): Arguments {
  return withOption(args, 'orders', `ws://127.0.0.1:${ports['orders']}`);
}

const { scripts } = JSON.parse(textOf('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

export interface Furniture {
  /** A recorded session with all its files. */
  readonly session: string;
  /** Variables of the document so far, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** With its CSV files. @param folder to create */
export async function recordSession(folder: string): Promise<void> {
  new RecordedSession({ folder, commands: 50, accounts: 2, random: seededRandom(1) }).run();
  await rebuildCsv(folder, createLogger('error'));
}

/** A folder with every file that the commands of a block may name. */
function furnish(folder: string, { session, files }: Furniture): void {
  for (const name of ['resources', 'strategies']) symlinkSync(join(ROOT, name), join(folder, name));
  for (const name of ['cert.pem', 'key.pem']) copyFileSync(join(TLS, name), join(folder, name));
  writeFileSync(join(folder, AAPL), `${MESSAGES.join('\n')}\n`);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  copyFileSync(join(ROOT, 'resources', 'rooms', 'crash.json'), join(folder, 'my-room.json'));
  const instruments = [{ ...PIT_INSTRUMENT, markPrice: 'index' }];
  writeFileSync(join(folder, 'exchange.json'), JSON.stringify({ instruments }));
  for (const name of ['session', join('sessions', '2026-11-23T09-30-00')])
    cpSync(session, join(folder, name), { recursive: true });
}

type ExitCode = readonly [text: string, code: number | null];

interface Server {
  readonly script: string;
  readonly text: string;
  /** Asks it to stop. @returns its exit code */
  readonly stop: () => Promise<number | null>;
}

export class DocumentRunner {
  readonly #folder: string;
  readonly #servers: Server[] = [];
  readonly #codes: ExitCode[] = [];
  #ports: Ports;

  /** @param parent of the block's folder. @param ports of a pit for commands that expect one to run */
  constructor(parent: string, furniture: Furniture, ports: Ports) {
    this.#folder = mkdtempSync(join(parent, 'block-'));
    this.#ports = ports;
    furnish(this.#folder, furniture);
  }

  /** Waits until it is ready or has ended with success. @throws with its output otherwise */
  async run(line: ShellLine): Promise<void> {
    const { script, args } = this.#command(line);
    if (ONE_AT_A_TIME.has(script)) await this.#stop((server) => server.script === script);
    const child = spawn(process.execPath, [...this.#program(script), ...args], {
      cwd: this.#folder,
      // npm passes the folder in which it was called.
      env: { ...process.env, INIT_CWD: this.#folder, NODE_EXTRA_CA_CERTS: 'cert.pem', ...line.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const lines = createInterface({ input: child.stdout });
    const exit = once(child, 'close').then(([code]) => code as number | null);
    if (ENDS.has(script)) {
      const code = await exit;
      if (code !== 0 && code !== ANSWERS[script])
        throw new Error(`${line.text}\nended with ${code}: ${said}`);
      return;
    }
    const stop = () => {
      child.kill('SIGTERM');
      return exit;
    };
    this.#servers.push({ script, text: line.text, stop });
    const ready = new Promise<Ports>((resolve) => {
      lines.on('line', (output) => {
        if (output.startsWith('{"event":"ready"'))
          resolve((JSON.parse(output) as { readonly ports?: Ports }).ports ?? {});
      });
    });
    const ended = exit.then((code) => {
      throw new Error(`${line.text}\nended with ${code} before it was ready: ${said}`);
    });
    this.#ports = { ...this.#ports, ...(await Promise.race([ready, ended])) };
  }

  /** @returns the exit code of each server */
  async end(): Promise<readonly ExitCode[]> {
    await this.#stop(() => true);
    rmSync(this.#folder, { recursive: true, force: true });
    return this.#codes;
  }

  /** Stops servers, the last one first. */
  async #stop(matches: (server: Server) => boolean): Promise<void> {
    for (const server of this.#servers.filter(matches).toReversed()) {
      this.#servers.splice(this.#servers.indexOf(server), 1);
      this.#codes.push([server.text, await server.stop()]);
    }
  }

  #program(script: string): readonly string[] {
    const [, file = '', ...own] = (scripts[script] ?? '').split(' ');
    return [join(ROOT, file), ...own];
  }

  #command({ words, text }: ShellLine): { readonly script: string; readonly args: Arguments } {
    const script = words[1] === 'run' ? words[2] : words[1];
    if (words[0] !== 'npm' || script === undefined) throw new Error(`${text}\nis no npm command`);
    const placed = words
      .slice(words.indexOf('--') === -1 ? words.length : words.indexOf('--') + 1)
      .map((word) => (word === 'FILE' ? (FILES[script] ?? word) : (PLACES[word] ?? word)));
    return { script, args: MOVED[script]?.(placed, this.#ports) ?? placed };
  }
}
