/** Carries attacks out, one connection each, from many addresses of this machine. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ATTACKS, pickAttack, whole, type Attack, type AttackName } from './attacks.ts';
import { OPCODE } from './frames.ts';

/** A server that has closed nothing by then is left. */
const LINGER_MS = 20;
const SLOW_MS = 2;
const DEAF_MS = 200;
const CONNECT_MS = 5_000;
const UPGRADE =
  'HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
const DEFLATE = 'Sec-WebSocket-Extensions: permessage-deflate\r\n';

export interface Target {
  readonly port: number;
  readonly path: string;
  readonly weight: number;
}

export class Attacker {
  readonly #targets: readonly Target[];
  readonly #draw: () => number;
  /** Frames by attack, or writes that hold none. */
  readonly frames = new Map<AttackName, number>();
  readonly closeCodes = new Map<string, number>();
  connections = 0;

  constructor(targets: readonly Target[], draw: () => number) {
    this.#targets = targets;
    this.#draw = draw;
  }

  get sent(): number {
    return [...this.frames.values()].reduce((sum, count) => sum + count, 0);
  }

  /** One connection. */
  async strike(): Promise<void> {
    const draw = this.#draw;
    const name = pickAttack(draw);
    const attack: Attack = ATTACKS[name];
    const writes = attack.writes(draw);
    const target = this.#target();
    const extension = draw() < 0.5 ? DEFLATE : '';
    const isCut = draw() < 0.3;
    const peer = await this.#connect(target.port);
    if (peer === null) return;
    this.connections += 1;
    const closed = new Promise<void>((resolve) => void peer.once('close', () => resolve()));
    if (attack.isHalfOpen !== true) {
      peer.write(`GET ${target.path} ${UPGRADE}${extension}\r\n`);
      await Promise.race([new Promise<void>((resolve) => void peer.once('data', () => resolve())), closed]);
    }
    if (attack.isDeaf === true) peer.pause();
    else peer.on('data', (chunk: Buffer) => this.#noteClose(chunk));
    const sent = await send(peer, writes, attack.isSlow === true);
    this.frames.set(name, (this.frames.get(name) ?? 0) + sent);
    const lingerMs = attack.isDeaf === true ? DEAF_MS : isCut ? 0 : LINGER_MS;
    await Promise.race([closed, sleep(lingerMs, undefined, { ref: false })]);
    peer.destroy();
  }

  #target(): Target {
    let left = this.#draw() * this.#targets.reduce((sum, { weight }) => sum + weight, 0);
    return this.#targets.find(({ weight }) => (left -= weight) < 0) ?? (this.#targets[0] as Target);
  }

  /** On Linux every address that begins with 127 is this machine's. */
  async #connect(port: number): Promise<Socket | null> {
    const localAddress =
      process.platform === 'linux'
        ? `127.0.${1 + whole(this.#draw, 8)}.${1 + whole(this.#draw, 250)}`
        : '127.0.0.1';
    const peer = connect({ port, host: '127.0.0.1', localAddress });
    peer.on('error', () => {});
    const isOpen = await Promise.race([
      new Promise<boolean>((resolve) => {
        peer.once('connect', () => resolve(true));
        peer.once('close', () => resolve(false));
      }),
      sleep(CONNECT_MS, false, { ref: false }),
    ]);
    if (isOpen) return peer;
    peer.destroy();
    return null;
  }

  /** A closing frame stands at the end of what a server sends. */
  #noteClose(chunk: Buffer): void {
    const at = chunk.lastIndexOf(0x80 | OPCODE.close);
    if (at < 0 || at + 4 > chunk.length || at + 2 + (chunk[at + 1] as number) !== chunk.length) return;
    const code = String(chunk.readUInt16BE(at + 2));
    if (!/^[1-4]\d{3}$/.test(code)) return;
    this.closeCodes.set(code, (this.closeCodes.get(code) ?? 0) + 1);
  }
}

/** @returns how many of the writes */
async function send(peer: Socket, writes: readonly Buffer[], isSlow: boolean): Promise<number> {
  if (!isSlow) {
    peer.write(Buffer.concat(writes));
    return writes.length;
  }
  for (const byte of Buffer.concat(writes)) {
    if (peer.destroyed) break;
    peer.write(Buffer.from([byte]));
    await sleep(SLOW_MS);
  }
  return writes.length;
}
