/** The processes that the fuzzer attacks: an exchange, a watch worker and a relay. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Instrument } from '../../src/contract/instrument.ts';

const BYTES_PER_KIB = 1_024;

interface Ready {
  readonly process: ChildProcess;
  readonly port: (name: string) => number;
}

export class Targets {
  readonly #built: string;
  readonly #processes = new Map<string, ChildProcess>();
  /** Their standard error. */
  log = '';

  constructor(built: string) {
    this.#built = built;
  }

  async start(session: string, instruments: readonly Instrument[]) {
    const exchange = await this.#start('exchange', [
      '--orders-port=0',
      '--events-port=0',
      `--data-dir=${session}`,
      `--instruments=${JSON.stringify(instruments)}`,
    ]);
    const upstream = `--upstream=ws://127.0.0.1:${exchange.port('events')}`;
    const watch = await this.#start('watch', ['--port=0', upstream]);
    const relay = await this.#start('relay', [
      '--port=0',
      upstream,
      `--watch=ws://127.0.0.1:${watch.port('watch')}`,
    ]);
    const ports = { orders: exchange.port('orders'), events: exchange.port('events') };
    return { ...ports, relay: relay.port('relay') };
  }

  /** Peak memory in bytes; empty where the system does not say. */
  get peaks(): ReadonlyMap<string, number> {
    if (process.platform !== 'linux') return new Map();
    return new Map([...this.#processes].map(([name, { pid }]) => [name, peakOf(pid)]));
  }

  /** In order. @returns those that had ended, or did not end cleanly */
  async stop(): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const [name, child] of [...this.#processes].toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) {
        faults.push(`${name} ended with ${child.exitCode ?? child.signalCode}`);
        continue;
      }
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const [code, signal] = (await exited) as [number | null, string | null];
      if (code !== 0) faults.push(`${name} ended with ${code ?? signal}`);
    }
    return faults;
  }

  kill(): void {
    for (const child of this.#processes.values()) child.kill('SIGKILL');
  }

  async #start(name: string, args: readonly string[]): Promise<Ready> {
    const child = spawn(process.execPath, [join(this.#built, `${name}.js`), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#processes.set(name, child);
    child.stderr.on('data', (text: Buffer) => (this.log += text.toString()));
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { ports } = JSON.parse(line) as { readonly ports: Readonly<Record<string, number>> };
    return { process: child, port: (port) => ports[port] ?? 0 };
  }
}

function peakOf(pid: number | undefined): number {
  const [, kib] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * BYTES_PER_KIB;
}
