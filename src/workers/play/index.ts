/** `npm run play -- FOLDER`: plays a session's journal as an event stream for any monitor or bot. */
import { existsSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { FRAME_BYTES_MAX } from '../../contract/protocol.ts';
import {
  connectionsPerAddressOption,
  hostOption,
  logLevelOption,
  portOption,
  tlsFor,
  tlsOptions,
  tokenFor,
  tokenOption,
} from '../../config/common-options.ts';
import { SetupError } from '../../runtime/failure.ts';
import { fromStartFolder } from '../../runtime/start-folder.ts';
import { runWorker, type WorkerFrame, type Running } from '../../runtime/worker-frame.ts';
import { isInUse } from '../../session/journal/lock.ts';
import { listFiles } from '../../session/journal/journal-folder.ts';
import { JournalError } from '../../session/journal/journal-error.ts';
import { unpackSession } from '../../session/journal/unpack.ts';
import { makeTemporaryFolder } from '../../session/temporary-folder.ts';
import { Snapshots } from '../../session/journal/snapshots.ts';
import type { Options, Program } from '../../runtime/options.ts';
import { Broadcast } from '../../net/broadcast.ts';
import { listen } from '../../net/server.ts';
import { answerMetrics } from '../../runtime/metrics.ts';
import { systemClock } from './clock.ts';
import { PlayedHistory } from '../../session/history/played-history.ts';
import { historyRequests } from '../../session/history/requests.ts';
import { Contents } from '../../session/playback/contents.ts';
import { controlSchema, speedSchema } from '../../config/playback-control.ts';
import { carryOut, describePosition, parseMoment, speedOf } from './messages.ts';
import { Player } from './player.ts';

const DEFAULT_PORT = 9020;
const SNAPSHOT_THREAD = new URL('./exchange-snapshots.js', import.meta.url);
/** Shortest time between two announcements of the position. */
const NEWS_INTERVAL_MS = 100;

const schema = z.strictObject({
  port: portOption(DEFAULT_PORT, 'port on which to serve the event stream'),
  host: hostOption,
  token: tokenOption,
  connectionsPerAddress: connectionsPerAddressOption,
  ...tlsOptions,
  speed: z
    .preprocess((given) => (given === 'max' ? given : Number(given)), speedSchema)
    .default(1)
    .describe('seconds of the session that pass in one second, up to 1000; max: as fast as possible'),
  from: z
    .string()
    .refine((text) => parseMoment(text) !== null, 'must be a seq, or a time such as 2026-11-23T09:30:00Z')
    .optional()
    .describe('where to start: a seq, or a time such as 2026-11-23T09:30:00Z'),
  paused: z.boolean().default(false).describe('start paused'),
  logLevel: logLevelOption,
});
type Shape = (typeof schema)['shape'];
type PlayerOptions = Options<Shape>['options'];

const program: Program<Shape> = {
  command: 'npm run play',
  about: 'Plays the journal of a session: the same events, at any speed, from any moment.',
  positionals: ['FOLDER|FILE.botpit'],
  schema,
};

await runWorker(program, ({ options, positionals }, frame) =>
  start(options, fromStartFolder(positionals[0] ?? ''), frame),
);

/** Starts the player. It unpacks a packed session for as long as it plays. */
async function start(options: PlayerOptions, given: string, frame: WorkerFrame): Promise<Running> {
  if (!given.endsWith('.botpit') || !existsSync(given)) return play(options, given, frame);
  const folder = makeTemporaryFolder();
  const clear = () => rmSync(folder, { recursive: true, force: true });
  try {
    await unpackSession(given, folder);
    const running = await play(options, folder, frame);
    return {
      stop: async () => {
        await running.stop();
        clear();
      },
    };
  } catch (error) {
    clear();
    throw error instanceof JournalError ? new SetupError(error.message) : error;
  }
}

async function play(options: PlayerOptions, session: string, frame: WorkerFrame): Promise<Running> {
  const readers = new Broadcast();
  const contents = openContents(session);
  const player = openPlayer(contents, options, readers, () => announce());
  const history = new PlayedHistory(contents, frame.log, () => player.playhead);
  const announce = positionAnnouncer(player, frame);
  const snapshots = await makeMissing(session, frame);
  const from = options.from === undefined ? null : parseMoment(options.from);
  if (from !== null) player.seek(from);
  const server = await listen({
    ...options,
    portOption: '--port',
    frameBytesMax: FRAME_BYTES_MAX,
    token: tokenFor(options.host, options.token),
    tls: tlsFor(options),
    log: frame.log,
    onConnection: (socket, connection) => player.join(socket, connection),
    onRequest: historyRequests(
      (path, query, { client, isWanted }) => history.answer(path, query, isWanted, client),
      frame.log,
    ),
  });
  hear(player, frame);
  answerMetrics(frame, () => ({
    counters: { events: player.position.seq },
    gauges: { clients: readers.readers, queue_bytes: readers.queuedBytes },
  }));
  frame.announce({ event: 'ready', ports: { player: server.port } });
  frame.log.info(`the session plays on port ${server.port}: connect the monitor to it as to a relay`);
  announce();
  return {
    stop: async () => {
      player.close();
      await snapshots?.close();
      await server.close();
    },
  };
}

/** @throws SetupError when the folder contains nothing to play */
function openContents(session: string): Contents {
  return orSetupError(() => {
    const contents = new Contents(session);
    if (contents.isEmpty) throw new JournalError(`the journal in ${session} has no entry.`);
    return contents;
  });
}

function openPlayer(
  contents: Contents,
  { speed, paused: isPaused }: PlayerOptions,
  readers: Broadcast,
  onTurn: () => void,
): Player {
  return orSetupError(
    () => new Player({ contents, readers, clock: systemClock, speed: speedOf(speed), isPaused, onTurn }),
  );
}

function orSetupError<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (error instanceof JournalError) throw new SetupError(error.message);
    throw error;
  }
}

/** Makes the snapshots that are missing, as in a crashed session. A running session makes its own. */
async function makeMissing(session: string, { log }: WorkerFrame): Promise<Snapshots | null> {
  const newest = listFiles(session, 'log').at(-1) ?? 1;
  const made = new Set(listFiles(session, 'snapshot'));
  if (newest === 1 || made.has(newest) || (await isInUse(session))) return null;
  const snapshots = new Snapshots(SNAPSHOT_THREAD, log);
  snapshots.make({ session, segment: newest, keepsJournal: true }, null);
  return snapshots;
}

function hear(player: Player, frame: WorkerFrame): void {
  frame.onMessage((message) => {
    const control = controlSchema.safeParse(message);
    if (control.success) carryOut(player, control.data);
  });
}

/** @returns a function that announces the player's position to a program if it has changed, now or soon */
function positionAnnouncer(player: Player, frame: WorkerFrame): () => void {
  let announced = '';
  let announcedAt = -Infinity;
  let announcedState = '';
  let problem: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  const announce = () => {
    clearTimeout(timer);
    timer = undefined;
    const { position } = player;
    const text = JSON.stringify(position);
    const isUrgent = position.state !== announcedState;
    const waitMs = announcedAt + NEWS_INTERVAL_MS - performance.now();
    if (text === announced) return;
    if (waitMs > 0 && !isUrgent) {
      timer = setTimeout(announce, waitMs);
      return;
    }
    announced = text;
    announcedAt = performance.now();
    announcedState = position.state;
    if (position.problem !== null && position.problem !== problem) frame.log.error(position.problem);
    problem = position.problem;
    if (process.stdout.isTTY) return;
    frame.announce({ event: 'position', ...describePosition(position) });
  };
  return announce;
}
