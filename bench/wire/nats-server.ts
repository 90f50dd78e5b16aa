/** A nats-server with its streams in a folder, which can be killed and started again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PORT = 24_223;

export class NatsServer {
  readonly url = `nats://127.0.0.1:${PORT}`;
  readonly #program: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'botpit-nats-'));
  #process: ChildProcess | null = null;

  constructor(program: string) {
    this.#program = program;
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    const args = ['--jetstream', '--addr', '127.0.0.1', '--port', String(PORT), '--store_dir', this.#folder];
    const child = spawn(this.#program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`nats-server ended with ${code}`)));
      createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
        if (line.includes('Server is ready')) resolve();
      });
    });
  }

  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
