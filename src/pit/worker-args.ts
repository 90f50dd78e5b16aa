/** Command lines of the workers. They contain no tokens, which the workers read from the environment. */
import type { Room } from '../contract/room.ts';
import { CONNECTIONS_MAX } from '../net/listening.ts';
import { socketUrl } from './addresses.ts';
import { paramWords, type RosterEntry } from './roster.ts';

/** Address of the watch worker and the history service. Only the relay of the same machine connects to them. */
export const INNER_HOST = '127.0.0.1';

export interface PitPorts {
  readonly orders: number;
  readonly events: number;
  readonly relay: number;
  /** Port of the watch worker on the loopback address. Absent: there is none, or not yet. */
  readonly watch?: number;
  /** Port of the history service on the loopback address. Absent: there is none, or any free port. */
  readonly history?: number;
}

export interface WorkerSettings {
  readonly host: string;
  /** Folder of the built-in strategies. */
  readonly strategiesDir: string;
  readonly logLevel: string;
  /** Port of the monitor for browsers, once it is known. */
  readonly pagePort?: () => number | undefined;
  /** Stream to which the relay publishes. Absent: none. */
  readonly publish?: { readonly address: string; readonly natsCert: string | undefined };
  /** Files with which the exchange and the relay serve wss://. Absent: ws://. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/**
 * V8's options for the exchange. With a quarter of the usual room for young objects it takes as much processor time and
 * 45 MB less memory in a flood: `npm run bench -- soak`.
 */
export const EXCHANGE_V8_OPTIONS: readonly string[] = ['--max-semi-space-size=4'];

export function exchangeArgs(
  settings: WorkerSettings,
  ports: PitPorts,
  session: { readonly folder: string; readonly exchangeArgs: readonly string[] },
): readonly string[] {
  return [
    ...session.exchangeArgs,
    ...flag('orders-port', ports.orders),
    ...flag('events-port', ports.events),
    ...flag('host', settings.host),
    ...flag('data-dir', session.folder),
    ...flag('log-level', settings.logLevel),
  ];
}

/** @param hasHistory true when the pit posts the address of its history service to the relay */
export function relayArgs(settings: WorkerSettings, ports: PitPorts, hasHistory: boolean): readonly string[] {
  const { host, logLevel, tls, publish } = settings;
  const pagePort = settings.pagePort?.();
  return [
    ...flag('port', ports.relay),
    ...flag('upstream', socketUrl(host, ports.events, tls !== undefined)),
    ...(tls === undefined ? [] : [...flag('tls-cert', tls.cert), ...flag('tls-key', tls.key)]),
    ...trust(settings),
    ...(publish === undefined ? [] : flag('publish', publish.address)),
    ...(publish?.natsCert === undefined ? [] : flag('nats-cert', publish.natsCert)),
    ...(ports.watch === undefined ? [] : flag('watch', socketUrl(INNER_HOST, ports.watch))),
    ...(hasHistory ? ['--await-history'] : []),
    ...(pagePort === undefined ? [] : flag('page-port', pagePort)),
    ...flag('host', host),
    ...flag('log-level', logLevel),
  ];
}

/** Options of the watch worker. The relay in front of it checks tokens and speaks TLS. */
export function watchArgs(settings: WorkerSettings, ports: PitPorts): readonly string[] {
  const { host, logLevel, tls } = settings;
  return [
    ...flag('port', ports.watch ?? 0),
    ...flag('upstream', socketUrl(host, ports.events, tls !== undefined)),
    ...trust(settings),
    ...flag('host', INNER_HOST),
    ...flag('connections-per-address', CONNECTIONS_MAX),
    ...flag('log-level', logLevel),
  ];
}

/** Options of the history service. The relay is in front of it. */
export function historyArgs(
  settings: WorkerSettings,
  ports: PitPorts,
  sessionFolder: string,
): readonly string[] {
  const { host, logLevel, tls } = settings;
  return [
    ...flag('port', ports.history ?? 0),
    ...flag('upstream', socketUrl(host, ports.events, tls !== undefined)),
    ...flag('session', sessionFolder),
    ...trust(settings),
    ...flag('host', INNER_HOST),
    ...flag('connections-per-address', CONNECTIONS_MAX),
    ...flag('log-level', logLevel),
  ];
}

export function botArgs(settings: WorkerSettings, ports: PitPorts, entry: RosterEntry): readonly string[] {
  const { host, strategiesDir, logLevel, tls } = settings;
  return [
    entry.strategy,
    ...flag('name', entry.name),
    ...(entry.seed === undefined ? [] : flag('seed', entry.seed)),
    ...(entry.symbol === undefined ? [] : flag('symbol', entry.symbol)),
    ...flag('relay', socketUrl(host, ports.relay, tls !== undefined)),
    ...flag('orders', socketUrl(host, ports.orders, tls !== undefined)),
    ...trust(settings),
    ...flag('strategies-dir', strategiesDir),
    ...flag('log-level', logLevel),
    ...paramWords(entry.params).flatMap((word) => flag('param', word)),
  ];
}

/** Options of the crowd. A seed of 0 means none. */
export function crowdArgs(
  settings: WorkerSettings,
  ports: PitPorts,
  entry: RosterEntry,
  room: Pick<Room, 'mood' | 'places'> | null,
): readonly string[] {
  const { host, logLevel, tls } = settings;
  const { accounts, seed } = entry.params;
  const chosen = entry.seed ?? seed ?? 0;
  const hasPlaces = room !== null && room.places.length > 0 && entry.symbol === undefined;
  return [
    ...flag('name', entry.name),
    ...(accounts === undefined ? [] : flag('accounts', String(accounts))),
    ...(chosen === 0 ? [] : flag('seed', String(chosen))),
    ...(entry.symbol === undefined ? [] : flag('symbol', entry.symbol)),
    ...(hasPlaces ? flag('places', JSON.stringify(room.places)) : []),
    ...(room === null ? [] : flag('mood', JSON.stringify(room.mood))),
    ...flag('relay', socketUrl(host, ports.relay, tls !== undefined)),
    ...flag('orders', socketUrl(host, ports.orders, tls !== undefined)),
    ...trust(settings),
    ...flag('log-level', logLevel),
  ];
}

/** Position at which a player starts: the beginning, or the last position after a crash. */
export interface PlayerStart {
  /** A `seq`, or a date and time. Absent: the beginning. */
  readonly from?: string;
  readonly speed: number | 'max';
  readonly isPaused: boolean;
}

export function playerArgs(
  { host, logLevel }: WorkerSettings,
  folder: string,
  { from, speed, isPaused }: PlayerStart,
): readonly string[] {
  return [
    folder,
    ...flag('port', 0),
    ...flag('host', host),
    ...flag('speed', speed),
    ...(from === undefined ? [] : flag('from', from)),
    ...(isPaused ? ['--paused'] : []),
    ...flag('log-level', logLevel),
  ];
}

/** Options of a bot that reports its strategy's parameters and ends. */
export function describeArgs({ strategiesDir }: WorkerSettings, strategy: string): readonly string[] {
  return [strategy, '--describe', ...flag('strategies-dir', strategiesDir)];
}

/**
 * Trusts the pit's certificate itself, because the pit's processes use an address that the certificate does not name.
 */
function trust({ tls }: WorkerSettings): readonly string[] {
  return tls === undefined ? [] : flag('server-cert', tls.cert);
}

/** An option as one word, so that a value may begin with a dash. */
function flag(name: string, value: string | number): readonly string[] {
  return [`--${name}=${value}`];
}
