/** What a strategy must not call in the lab, because a run must be the same every time. */
import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import timersPromises from 'node:timers/promises';
import workerThreads from 'node:worker_threads';

const KEYS = 'the lab makes no keys, because a run must be the same every time; use context.random';
const NETWORK = 'the lab has no network, because a run must be the same every time';
const PROCESSES = 'the lab starts no other process, because a run must be the same every time';
const PROMISES = 'in the lab a promise continues only after the run; use a callback of timers, or onTimer';

/** Functions of `node:dns` that only change a setting. Packages call them while they load. */
const DNS_SETTINGS: ReadonlySet<string> = new Set(['getDefaultResultOrder', 'setDefaultResultOrder']);

export type Refused = Readonly<Record<string, () => never>>;

function refuse(what: string, why: string): () => never {
  return function () {
    throw new Error(`${what}: ${why}`);
  };
}

function refused(names: readonly string[], why: string): Refused {
  return Object.fromEntries(names.map((name) => [name, refuse(name, why)]));
}

/** Names of the functions and classes of a module, also of those that a later Node adds. */
function functionsOf(module: object): readonly string[] {
  return Object.keys(module).filter((name) => typeof Reflect.get(module, name) === 'function');
}

/** Refusals of everything in `node:dns` or its promises that asks a server. Exported for its test. */
export function refusedLookups(module: object): Refused {
  return refused(
    functionsOf(module).filter((name) => !DNS_SETTINGS.has(name)),
    NETWORK,
  );
}

export function refuseNetwork(): void {
  Object.assign(globalThis, refused(['fetch', 'WebSocket', 'EventSource'], NETWORK));
  Object.assign(net.Socket.prototype, { connect: refuse('a connection', NETWORK) });
  Object.assign(net.Server.prototype, { listen: refuse('a server', NETWORK) });
  Object.assign(dgram.Socket.prototype, {
    send: refuse('a datagram', NETWORK),
    bind: refuse('a datagram socket', NETWORK),
    connect: refuse('a datagram socket', NETWORK),
  });
  Object.assign(dns, refusedLookups(dns));
  Object.assign(dns.promises, refusedLookups(dns.promises));
}

export function refuseKeys(): void {
  const makers = Object.keys(crypto).filter((name) => name.startsWith('generate'));
  Object.assign(crypto, refused(makers, KEYS));
}

/** Refuses the timers that return a promise. */
export function refusePromises(): void {
  Object.assign(timersPromises, refused(functionsOf(timersPromises), PROMISES));
  Object.assign(timersPromises.scheduler, refused(['wait', 'yield'], PROMISES));
}

/** What `promisify` makes of a timer function. */
export const refusedPromise = (name: string): (() => never) => refuse(`${name} with promisify`, PROMISES);

/** Functions and classes that start another process, and those that start a thread. */
const PROCESSES_MADE = functionsOf(childProcess);
const PROCESS_CALLS: object = Object.fromEntries(
  PROCESSES_MADE.map((name) => [name, Reflect.get(childProcess, name) as unknown]),
);
const { Worker } = workerThreads;

export function refuseProcesses(): void {
  setProcesses(refused(PROCESSES_MADE, PROCESSES), refuse('a worker thread', PROCESSES));
}

/** Allows processes again, because esbuild needs one for the strategy of the next run. */
export function allowProcesses(): void {
  setProcesses(PROCESS_CALLS, Worker);
}

function setProcesses(calls: object, ThreadClass: unknown): void {
  Object.assign(childProcess, calls);
  Object.assign(workerThreads, { Worker: ThreadClass });
  syncBuiltinESMExports();
}
