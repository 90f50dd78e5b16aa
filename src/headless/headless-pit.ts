/** A pit without a window. Exchange, relay and bots run under the same supervision as in the app. */
import { existsSync } from 'node:fs';
import { tlsFor, trustFor } from '../config/common-options.ts';
import { withoutCredentials } from '../config/nats-address.ts';
import { readRoom } from '../config/room.ts';
import type { Room } from '../contract/room.ts';
import { BotLogs } from '../pit/bot-logs.ts';
import { writeLatencies } from '../session/latency-file.ts';
import { systemClock } from '../pit/clock.ts';
import { EXIT_FAILED } from '../runtime/exit-codes.ts';
import type { Launcher } from '../runtime/launcher.ts';
import type { Paths } from '../pit/paths.ts';
import { Pit } from '../pit/pit.ts';
import type { WorkerSettings } from '../pit/worker-args.ts';
import { createLogger } from '../runtime/log.ts';
import { SetupError } from '../runtime/failure.ts';
import type { Running, WorkerFrame } from '../runtime/worker-frame.ts';
import { houseTokens, listedAccounts } from './house-accounts.ts';
import { HouseLog } from './house-log.ts';
import { houseRoster } from './house-roster.ts';
import { CLOSED, howToJoin, PhaseLog } from './join-text.ts';
import { TerminalBlock } from './live-status.ts';
import { showLive } from './live-view.ts';
import { PitMetrics } from './metrics.ts';
import type { HeadlessOptions } from './options.ts';
import { environmentOf, relayToken, secretsOf, type PitSecrets } from './pit-secrets.ts';
import { openWeb } from './pit-web.ts';
import { followAccounts, instrumentsOf, prepareSession } from './session-files.ts';
import type { WebServer } from './web-server.ts';

const MEASURE_INTERVAL_MS = 1_000;

/** The difference between plain Node and the app. */
export interface Platform {
  readonly launcher: Launcher;
  readonly paths: Paths;
}

export async function openPit(
  options: HeadlessOptions,
  workerFrame: WorkerFrame,
  platform: Platform,
): Promise<Running> {
  const terminal = openTerminal();
  const frame = { ...workerFrame, log: createLogger(options.logLevel, terminal.say) };
  const room = options.room === undefined ? null : readRoom(options.room, platform.paths.rooms);
  const roster = houseRoster(options, instrumentsOf(options, room));
  const secrets = secretsOf(
    options,
    houseTokens(
      options,
      roster.map(({ name }) => name),
    ),
  );
  listedAccounts(options, secrets.botTokens); // refuses a faulty accounts file before anything opens
  const tls = tlsFor(options);
  const metrics = new PitMetrics();
  let web: WebServer | null = null;
  const pit = createPit({
    options,
    frame,
    platform,
    roster,
    room,
    secrets,
    metrics,
    pagePort: () => web?.port,
  });
  // The web server opens first, because the relay admits pages from its port.
  const secret = secrets.token ?? secrets.watchToken;
  const { watchToken } = secrets;
  web = await openWeb(options, { pit, page: platform.paths.page, tls, metrics, secret, watchToken });
  const outcome = await pit.start();
  if (!outcome.ok) throw new SetupError(outcome.reason);
  // Clients reach the history service through the relay.
  const { history: _, ...ports } = pit.ports;
  frame.announce({ event: 'ready', ports: { ...ports, ...(web !== null && { http: web.port }) } });
  terminal.say(joinText(options, pit, secrets, web));
  const endMeasuring = measureEverySecond(pit);
  const endFollowing = followAccounts(options, secrets.botTokens, pit.state.sessionFolder ?? '', frame.log);
  const hideStatus = showStatus(options, { pit, metrics, terminal, secrets });
  return {
    stop: async () => {
      await hideStatus();
      endFollowing();
      endMeasuring();
      await pit.stop();
      await web?.close();
      terminal.say(CLOSED);
    },
  };
}

interface Terminal {
  readonly say: (text: string) => void;
  /** Live status at the bottom of the terminal. Null: standard error is not a terminal. */
  readonly block: TerminalBlock | null;
}

function openTerminal(): Terminal {
  const write = (text: string): void => void process.stderr.write(text);
  if (!process.stderr.isTTY) return { say: write, block: null };
  const block = new TerminalBlock(write, () => process.stderr.columns);
  return { say: (text) => block.say(text), block };
}

interface PitParts {
  readonly options: HeadlessOptions;
  readonly frame: WorkerFrame;
  readonly platform: Platform;
  readonly roster: ReturnType<typeof houseRoster>;
  readonly room: Room | null;
  readonly secrets: PitSecrets;
  readonly metrics: PitMetrics;
  readonly pagePort: () => number | undefined;
}

function createPit({ options, frame, platform, roster, room, secrets, metrics, pagePort }: PitParts): Pit {
  const { ordersPort, eventsPort, relayPort, historyPort } = options;
  const { launcher, paths } = platform;
  const phaseLog = new PhaseLog(frame.log);
  const houseLog = new HouseLog(frame.log, options.showLogs);
  const show = (name: string, line: string): void => houseLog.write(name, line);
  // Changes are not coalesced, because a delayed line would miss the end, or follow the text of an open pit.
  const onChange = (): void => {
    const { state } = pit;
    phaseLog.update(state);
    if (state.phase === 'stopped') frame.stop(EXIT_FAILED); // without effect after a requested stop
  };
  const pit: Pit = new Pit({
    launcher,
    clock: systemClock,
    scripts: paths.scripts,
    ports: { orders: ordersPort, events: eventsPort, relay: relayPort, history: historyPort },
    portAdvice: (flag) => `stop the program that holds it or choose another with ${flag}`,
    roster,
    room: () => room,
    houseToken: secrets.houseToken,
    environmentOf: (name) => environmentOf(name, secrets),
    settings: workerSettings(options, paths, pagePort),
    // Browsers read the conflated feed.
    hasWatch: options.httpPort !== undefined,
    hasHistory: true,
    openSession: (of) => prepareSession(options, of, secrets.botTokens),
    onMetrics: (process, announcement) => metrics.record(process, announcement),
    ...(options.showLogs ? { onBotLine: show } : { onBotLogLine: show }),
    botLogs: new BotLogs({ clock: systemClock, onProblem: frame.log.warn }),
    keepLatencies: (session, bots) =>
      writeLatencies(session, bots).catch((error: Error) => frame.log.warn(error.message)),
    fileExists: existsSync,
    onChange,
    onRoster: () => {},
  });
  return pit;
}

function workerSettings(
  { host, logLevel, tlsCert, tlsKey, publish, natsCert }: HeadlessOptions,
  { strategies }: Paths,
  pagePort: () => number | undefined,
): WorkerSettings {
  return {
    host,
    strategiesDir: strategies,
    logLevel,
    pagePort,
    ...(publish !== undefined && { publish: { address: withoutCredentials(publish).address, natsCert } }),
    ...(tlsCert !== undefined && tlsKey !== undefined && { tls: { cert: tlsCert, key: tlsKey } }),
  };
}

function joinText(options: HeadlessOptions, pit: Pit, secrets: PitSecrets, web: WebServer | null): string {
  return howToJoin({
    host: options.host,
    ports: pit.ports,
    isSecure: options.tlsCert !== undefined,
    needsToken: relayToken(secrets) !== null,
    httpPort: web?.port ?? null,
    watchToken: secrets.watchToken,
    hasAccounts: options.accountsFile !== undefined,
    sessionFolder: pit.state.sessionFolder ?? '',
  });
}

/** @returns a function that ends it */
function measureEverySecond(pit: Pit): () => void {
  pit.measure();
  const measuring = setInterval(() => pit.measure(), MEASURE_INTERVAL_MS);
  return () => clearInterval(measuring);
}

interface StatusParts {
  readonly pit: Pit;
  readonly metrics: PitMetrics;
  readonly terminal: Terminal;
  readonly secrets: PitSecrets;
}

/** @returns a function that removes it from the screen */
function showStatus(
  { tlsCert }: HeadlessOptions,
  { pit, metrics, terminal: { block }, secrets }: StatusParts,
): () => Promise<void> {
  if (block === null) return () => Promise.resolve();
  const { relayUrl = '' } = pit.state;
  return showLive({
    pit,
    metrics,
    block,
    addresses: [relayUrl],
    relayUrl: withToken(relayUrl, relayToken(secrets)),
    trust: trustFor(tlsCert),
  });
}

function withToken(url: string, token: string | null): string {
  return token === null ? url : `${url}/?token=${encodeURIComponent(token)}`;
}
