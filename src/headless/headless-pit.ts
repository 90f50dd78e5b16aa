/** A pit without a screen: exchange, relay and bots, supervised as the app does it. */
import { BUILT_IN_STRATEGIES } from '../contract/built-in-strategies.ts';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { TerminalBlock } from './live-status.ts';
import { showLive } from './live-view.ts';
import { createLogger } from '../runtime/log.ts';
import { tlsFor, tokenFor, trustFor } from '../config/common-options.ts';
import { type Tls } from '../net/listening.ts';
import { SetupError, type WorkerFrame, type Running } from '../runtime/worker-frame.ts';
import { OptionError } from '../runtime/options.ts';
import { exchangePart, houseBots, watchTokenOf, type HeadlessOptions, type HouseBot } from './options.ts';
import { houseAccounts, type HouseAccounts } from './house-accounts.ts';
import { HouseLog } from './house-log.ts';
import { CLOSED, howToJoin, PhaseLog, type OpenPit } from './join-text.ts';
import { healthOf } from './health.ts';
import { PitMetrics } from './metrics.ts';
import type { IncomingMessage } from 'node:http';
import { withoutCredentials } from '../config/nats-address.ts';
import { hashOf, hasHash } from '../runtime/secrets.ts';
import { serveWeb, type Reply, type WebServer } from './web-server.ts';
import type { Paths } from '../pit/paths.ts';
import { openSession } from '../pit/sessions.ts';
import { systemClock } from '../pit/clock.ts';
import type { Launcher } from '../pit/launcher.ts';
import { Pit, type Session } from '../pit/pit.ts';
import type { WorkerSettings } from '../pit/worker-args.ts';
import { additions, freeName, type RosterEntry } from '../pit/roster.ts';

const EXIT_FAILED = 1;
const MEASURE_INTERVAL_MS = 1_000;
/** Written for the exchange to read, secrets included, so for nobody else. */
const EXCHANGE_FILE = 'exchange.json';
const ACCOUNTS_FILE = 'accounts.json';
const OWNER_ONLY = 0o600;

/** What differs between plain Node and the app. */
export interface Platform {
  readonly launcher: Launcher;
  readonly paths: Paths;
}

export async function openPit(
  options: HeadlessOptions,
  frame: WorkerFrame,
  { launcher, paths }: Platform,
): Promise<Running> {
  const token = tokenFor(options.host, options.token);
  if (token !== null) {
    // From here on to the workers: one token guards all of this pit.
    process.env['BOTPIT_TOKEN'] = token;
    process.env['BOTPIT_STREAM_TOKEN'] = token;
  }
  const watchToken = watchTokenOf(options);
  const publish = publishOf(options);
  const tls = tlsFor(options);
  let web: WebServer | null = null;
  const metrics = new PitMetrics();
  const block = process.stderr.isTTY ? createBlock() : null;
  const say = (text: string): void => (block === null ? void process.stderr.write(text) : block.say(text));
  const log = createLogger(options.logLevel, say);
  const pit = createPit(
    options,
    { ...frame, log },
    {
      launcher,
      paths,
      pagePort: () => web?.port,
      watchToken,
      publish,
      metrics,
    },
  );
  // Before the relay, which lets in the pages of this very port.
  const secret = token ?? watchToken;
  web = await openWeb(options, pit, { page: paths.page, tls, metrics, secret });
  const outcome = await pit.start();
  if (!outcome.ok) throw new SetupError(outcome.reason);
  frame.announce({ event: 'ready', ports: { ...pit.ports, ...(web !== null && { http: web.port }) } });
  const { ports, state } = pit;
  const open: OpenPit = {
    host: options.host,
    ports,
    isSecure: tls !== null,
    needsToken: token !== null || watchToken !== null,
    httpPort: web?.port ?? null,
    watchToken,
    hasAccounts: options.accountsFile !== undefined,
    sessionFolder: state.sessionFolder ?? '',
  };
  say(howToJoin(open));
  pit.measure();
  const measuring = setInterval(() => pit.measure(), MEASURE_INTERVAL_MS);
  const relayUrl = withToken(state.relayUrl ?? '', watchToken ?? token);
  const trust = trustFor(options.tlsCert);
  const addresses = [state.relayUrl ?? ''];
  const hide = block === null ? null : showLive({ pit, metrics, block, addresses, relayUrl, trust });
  return {
    stop: async () => {
      await hide?.();
      clearInterval(measuring);
      await pit.stop();
      await web?.close();
      say(CLOSED);
    },
  };
}

function createBlock(): TerminalBlock {
  return new TerminalBlock(
    (text) => void process.stderr.write(text),
    () => process.stderr.columns,
  );
}

function withToken(url: string, token: string | null): string {
  return token === null ? url : `${url}/?token=${encodeURIComponent(token)}`;
}

/** Null: none is asked for. */
async function openWeb(
  options: HeadlessOptions,
  pit: Pit,
  {
    page,
    tls,
    metrics,
    secret,
  }: {
    readonly page: string;
    readonly tls: Tls | null;
    readonly metrics: PitMetrics;
    readonly secret: string | null;
  },
): Promise<WebServer | null> {
  const { host, httpPort } = options;
  if (httpPort === undefined) return null;
  const routes = {
    '/healthz': () => healthOf(pit.state),
    '/metrics': ({ headers }: IncomingMessage) => metricsReply(headers.authorization, secret, metrics, pit),
  };
  return serveWeb({ host, port: httpPort, tls, page, relayPort: () => pit.ports.relay, routes });
}

/** Who may not watch may not count either. */
async function metricsReply(
  authorization: string | undefined,
  secret: string | null,
  metrics: PitMetrics,
  pit: Pit,
): Promise<Reply> {
  if (secret !== null && !hasHash(authorization ?? '', hashOf(`Bearer ${secret}`))) {
    return {
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer' },
      body: 'Send the header Authorization: Bearer TOKEN.\n',
    };
  }
  return {
    status: 200,
    headers: { 'Content-Type': metrics.contentType },
    body: await metrics.text(pit.state),
  };
}

interface Watching extends Platform {
  readonly metrics: PitMetrics;
  readonly pagePort: () => number | undefined;
  /** Null: the pit's own token, if it has one. */
  readonly watchToken: string | null;
  readonly publish: Pick<WorkerSettings, 'publish'>;
}

/** What stands in the address and must stay secret reaches the relay by the environment. */
function publishOf({ publish, natsCert }: HeadlessOptions): Pick<WorkerSettings, 'publish'> {
  if (publish === undefined) return {};
  const { address, credentials } = withoutCredentials(publish);
  if (credentials !== undefined) process.env['BOTPIT_NATS_CREDENTIALS'] = credentials;
  return { publish: { address, natsCert } };
}

function createPit(
  options: HeadlessOptions,
  frame: WorkerFrame,
  { launcher, paths, pagePort, watchToken, publish, metrics }: Watching,
): Pit {
  const { scripts, strategies } = paths;
  const { ordersPort, eventsPort, relayPort, logLevel, tlsCert, tlsKey } = options;
  const roster = rosterOf(houseBots(options));
  const house = houseAccounts(
    options,
    roster.map(({ name }) => name),
  );
  const tls = tlsCert === undefined || tlsKey === undefined ? {} : { tls: { cert: tlsCert, key: tlsKey } };
  const phaseLog = new PhaseLog(frame.log);
  const houseLog = new HouseLog(frame.log);
  // At once, not coalesced: what was told late would miss the end, and come after the words of an open pit.
  const onChange = (): void => {
    const { state } = pit;
    phaseLog.update(state);
    if (state.phase === 'stopped') frame.stop(EXIT_FAILED); // no effect after a stop that was asked for
  };
  const pit: Pit = new Pit({
    launcher,
    clock: systemClock,
    scripts,
    ports: { orders: ordersPort, events: eventsPort, relay: relayPort },
    portAdvice: (flag) => `stop the program that holds it or choose another with ${flag}`,
    roster,
    environmentOf: (name) => environmentOf(name, house, watchToken),
    settings: { host: options.host, strategiesDir: strategies, logLevel, pagePort, ...publish, ...tls },
    openSession: () => prepareSession(options, house),
    onMetrics: (process, announcement) => metrics.take(process, announcement),
    onBotLogLine: (name, line) => houseLog.take(name, line),
    fileExists: existsSync,
    onChange,
    onRoster: () => {},
  });
  return pit;
}

/** The relay asks for the watchers' token and shows the exchange the pit's; a bot shows the relay the watchers'. */
function environmentOf(name: string, { tokens }: HouseAccounts, watchToken: string | null) {
  if (name === 'relay') return watchToken === null ? {} : { BOTPIT_TOKEN: watchToken };
  const token = tokens.get(name);
  return {
    ...(token !== undefined && { BOTPIT_TOKEN: token }),
    ...(watchToken !== null && { BOTPIT_STREAM_TOKEN: watchToken }),
  };
}

/** The exchange gets its part of the options as a file of the session, which so tells how it was set up. */
async function prepareSession(options: HeadlessOptions, { listed }: HouseAccounts): Promise<Session> {
  try {
    const folder = resolve(options.dataDir ?? (await openSession(resolve('sessions'), new Date())));
    await mkdir(folder, { recursive: true });
    const part = exchangePart(options);
    if (listed === null) return { folder, exchangeArgs: [await written(folder, EXCHANGE_FILE, part)] };
    await written(folder, ACCOUNTS_FILE, { accounts: listed });
    const config = { ...part, accountsFile: join(folder, ACCOUNTS_FILE) };
    return { folder, exchangeArgs: [await written(folder, EXCHANGE_FILE, config)] };
  } catch (error) {
    throw new Error(`The session's folder cannot be written: ${(error as Error).message}.`, { cause: error });
  }
}

/** @returns the option that has a worker read the file */
async function written(folder: string, name: string, content: object): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`, { mode: OWNER_ONLY });
  return `--config=${file}`;
}

function rosterOf(bots: readonly HouseBot[]): readonly RosterEntry[] {
  const roster: RosterEntry[] = [];
  for (const { strategy: word, name, count, params } of bots) {
    const strategy = BUILT_IN_STRATEGIES.includes(word) ? word : resolve(word);
    const request = { strategy, name: name ?? freeName(strategy, roster), count, params };
    const added = additions(request, roster, existsSync);
    if (!added.ok) throw new OptionError(`--bots: ${added.reason}`);
    roster.push(...added.entries);
  }
  return roster;
}
