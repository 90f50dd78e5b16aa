/** What a pit without a window is told on its command line: the exchange's options, and the pit's own. */
import { z } from 'zod';
import { DEFAULT_PORTS } from '../contract/protocol.ts';
import { portOption } from '../workers/common-options.ts';
import { exchangeProgram, type ExchangeOptions } from '../workers/exchange/config.ts';
import type { Options, Program } from '../workers/options.ts';
import { DEMO_STRATEGIES } from './supervisor/roster.ts';

/** The pit's own bots have no accounts with tokens, and connect without TLS. */
const {
  accountsFile: _accountsFile,
  tlsCert: _tlsCert,
  tlsKey: _tlsKey,
  ...exchangeShape
} = exchangeProgram.schema.shape;

const shape = {
  ...exchangeShape,
  relayPort: portOption(DEFAULT_PORTS.relay, 'port of the relay'),
  bots: z
    .string()
    .default(DEMO_STRATEGIES.join(','))
    .describe('strategies of the bots, built-ins or files, separated by commas; empty for none'),
};

export const headlessProgram: Program<typeof shape> = {
  command: 'npm start -- --headless',
  about: 'A pit without a window: exchange, relay and bots.',
  schema: z.strictObject(shape),
};

export type HeadlessOptions = Options<typeof shape>['options'];

/** What the exchange is to read from a file: without the token, which reaches it by the environment. */
export function exchangePart(options: HeadlessOptions): ExchangeOptions {
  const { relayPort: _relay, bots: _bots, token: _token, ...rest } = options;
  return rest;
}
