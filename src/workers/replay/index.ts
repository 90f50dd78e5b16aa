/** `npm run replay`: streams recorded NASDAQ order flow into a pit as live orders. */
import { z } from 'zod';
import { accountSchema } from '../../contract/orders.ts';
import { DEFAULT_PORTS } from '../../contract/protocol.ts';
import { logLevelOption, urlOption } from '../../config/common-options.ts';
import { EXIT_FAILED, EXIT_IN_ORDER, EXIT_SETUP } from '../../runtime/exit-codes.ts';
import { SetupError } from '../../runtime/failure.ts';
import { runWorker, type WorkerFrame, type Running } from '../../runtime/worker-frame.ts';
import type { Options, Program } from '../../runtime/options.ts';
import { GatewayLost } from './gateway-session.ts';
import { runReplay, Stopped } from './replay.ts';

/** Longest name of the account. The takers' account has the same name with `-takers` appended. */
const ACCOUNT_LENGTH_MAX = 32 - '-takers'.length;
const LINGER_SECONDS_MAX = 86_400;

const schema = z.strictObject({
  symbol: z.string().min(1).default('AAPL').describe('instrument to trade'),
  speed: z
    .union([z.literal('max'), z.coerce.number().nonnegative()], {
      error: 'must be a number such as 10, or max',
    })
    .default(1)
    .describe('seconds of the file that pass in one second; max or 0: as fast as the exchange replies'),
  orders: urlOption(`ws://127.0.0.1:${DEFAULT_PORTS.orders}`, 'address of the order gateway'),
  account: accountSchema
    .max(ACCOUNT_LENGTH_MAX)
    .default('replay')
    .describe('account of the resting orders; ACCOUNT-takers sends the aggressors'),
  token: z.string().optional().describe('token of both accounts; prefer --config or BOTPIT_TOKEN'),
  orderBook: z
    .string()
    .optional()
    .describe("order book file to start from; default: FILE's name with orderbook for message"),
  report: z.string().optional().describe('file for the report, as JSON'),
  linger: z
    .number()
    .min(0)
    .max(LINGER_SECONDS_MAX)
    .default(0)
    .describe('seconds for which the last orders stay in the book before they are cancelled'),
  logLevel: logLevelOption,
});
type Shape = (typeof schema)['shape'];

const program: Program<Shape> = {
  command: 'npm run replay',
  about: 'Streams a LOBSTER message file through the order gateway as live orders, cancels and executions.',
  positionals: ['FILE'],
  schema,
};

async function start({ options, positionals }: Options<Shape>, frame: WorkerFrame): Promise<Running> {
  const { orders, speed, linger, token, orderBook, report, ...rest } = options;
  const [file = ''] = positionals;
  const settings = {
    ...rest,
    file,
    ordersUrl: orders,
    speed: speed === 'max' ? 0 : speed,
    lingerSeconds: linger,
    token: token ?? process.env['BOTPIT_TOKEN'],
    orderBook,
    report,
  };
  const ending = new AbortController();
  const ended = runReplay(settings, frame, ending).then(
    () => frame.stop(EXIT_IN_ORDER),
    (error: unknown) => frame.stop(explain(error, frame)),
  );
  return {
    stop: () => {
      ending.abort(new Stopped());
      return ended;
    },
  };
}

/** @returns the exit code */
function explain(error: unknown, { log }: WorkerFrame): number {
  const { message, stack } = error as Error;
  const isExpected = error instanceof SetupError || error instanceof GatewayLost;
  log.error(isExpected ? message : (stack ?? message));
  return error instanceof SetupError ? EXIT_SETUP : EXIT_FAILED;
}

await runWorker(program, start);
