/** A pit without a screen, under plain Node: exchange, relay and bots, supervised as the app does it. */
import { BUILT_IN_STRATEGIES } from '../contract/built-in-strategies.ts';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { tokenFor } from '../workers/common-options.ts';
import { runWorker, SetupError, type Host, type Running } from '../workers/host.ts';
import { OptionError } from '../workers/options.ts';
import { exchangePart, headlessProgram, type HeadlessOptions } from './headless-options.ts';
import { CLOSED, howToJoin, Narrator } from './headless-words.ts';
import { placesFrom } from './places.ts';
import { openSession } from './sessions.ts';
import { systemClock } from './supervisor/clock.ts';
import { launchWithNode } from './supervisor/node-launcher.ts';
import { Pit, type Session } from './supervisor/pit.ts';
import { additions, freeName, type RosterEntry } from './supervisor/roster.ts';

const EXIT_FAILED = 1;
/** Written for the exchange to read, secrets included, so for nobody else. */
const EXCHANGE_FILE = 'exchange.json';
const OWNER_ONLY = 0o600;

await runWorker(headlessProgram, ({ options }, host) => openPit(options, host));

async function openPit(options: HeadlessOptions, host: Host): Promise<Running> {
  const token = tokenFor(options.host, options.token);
  if (token !== null) {
    // From here on to the workers: one token guards all of this pit.
    process.env['BOTPIT_TOKEN'] = token;
    process.env['BOTPIT_STREAM_TOKEN'] = token;
  }
  const pit = createPit(options, host);
  const outcome = await pit.start();
  if (!outcome.ok) throw new SetupError(outcome.reason);
  host.announce({ event: 'ready', ports: pit.ports });
  const { ports, state } = pit;
  const sessionFolder = state.sessionFolder ?? '';
  process.stderr.write(howToJoin({ host: options.host, ports, needsToken: token !== null, sessionFolder }));
  return {
    stop: async () => {
      await pit.stop();
      process.stderr.write(CLOSED);
    },
  };
}

function createPit(options: HeadlessOptions, host: Host): Pit {
  const { scripts, strategies } = placesFrom(import.meta.dirname);
  const { ordersPort, eventsPort, relayPort, logLevel } = options;
  const narrator = new Narrator(host.log);
  // At once, not coalesced: what was told late would miss the end, and come after the words of an open pit.
  const onChange = (): void => {
    const { state } = pit;
    narrator.tell(state);
    if (state.phase === 'stopped') host.stop(EXIT_FAILED); // no effect after a stop that was asked for
  };
  const pit: Pit = new Pit({
    launcher: launchWithNode,
    clock: systemClock,
    scripts,
    ports: { orders: ordersPort, events: eventsPort, relay: relayPort },
    portAdvice: (flag) => `stop the program that holds it or choose another with ${flag}`,
    roster: rosterOf(options.bots),
    settings: { host: options.host, strategiesDir: strategies, logLevel },
    openSession: () => prepareSession(options),
    fileExists: existsSync,
    onChange,
    onRoster: () => {},
  });
  return pit;
}

/** The exchange gets its part of the options as a file of the session, which so tells how it was set up. */
async function prepareSession(options: HeadlessOptions): Promise<Session> {
  try {
    const folder = resolve(options.dataDir ?? (await openSession(resolve('sessions'), new Date())));
    await mkdir(folder, { recursive: true });
    const file = join(folder, EXCHANGE_FILE);
    await writeFile(file, `${JSON.stringify(exchangePart(options), null, 2)}\n`, { mode: OWNER_ONLY });
    return { folder, exchangeArgs: [`--config=${file}`] };
  } catch (error) {
    throw new Error(`The session's folder cannot be written: ${(error as Error).message}.`, { cause: error });
  }
}

function rosterOf(bots: string): readonly RosterEntry[] {
  const roster: RosterEntry[] = [];
  for (const word of bots.split(',').map((part) => part.trim())) {
    if (word === '') continue;
    const strategy = BUILT_IN_STRATEGIES.includes(word) ? word : resolve(word);
    const added = additions(
      { strategy, name: freeName(strategy, roster), count: 1, params: {} },
      roster,
      existsSync,
    );
    if (!added.ok) throw new OptionError(`--bots: ${added.reason}`);
    roster.push(...added.entries);
  }
  return roster;
}
