/** The text that a headless pit prints in the terminal. */
import { networkInterfaces } from 'node:os';
import { renderSVG, renderUnicodeCompact } from 'uqr';
import { isLoopback } from '../net/listening.ts';
import type { PitState, ProcessState } from '../contract/pit-state.ts';
import type { Logger } from '../runtime/log.ts';
import { shellWord } from '../runtime/shell-word.ts';
import { socketUrl } from '../pit/addresses.ts';
import type { PitPorts } from '../pit/worker-args.ts';

/** Logs each change of a process's phase. */
export class PhaseLog {
  readonly #log: Logger;
  readonly #logged = new Map<string, string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  update(state: PitState): void {
    for (const process of state.processes) this.#logProcess(process);
    if (state.reason !== undefined) this.#logOnce('pit', 'error', `the pit closes: ${state.reason}`);
  }

  #logProcess({ name, phase, reason, restarts }: ProcessState): void {
    if (phase === 'stopped' && !this.#logged.has(name)) return; // it has not started
    const why = reason === undefined ? '' : `: ${reason}`;
    const again = restarts === 0 ? '' : ` (restart ${restarts})`;
    const isBad = phase === 'crashed' || phase === 'failed';
    this.#logOnce(name, isBad ? 'error' : 'info', `${name} ${phase}${again}${why}`);
  }

  #logOnce(about: string, level: 'info' | 'error', text: string): void {
    if (this.#logged.get(about) === text) return;
    this.#logged.set(about, text);
    this.#log[level](text);
  }
}

const TOKEN_NOTE =
  'The monitor requires a token: enter it in the relay dialog, or end the address with /?token=…';
const ACCOUNTS_NOTE = 'Each account has its own token, which `npm run accounts -- add NAME` printed.';
/** A token that only the pit's owner and the traders know. */
const [ACCOUNT_TOKEN, PIT_TOKEN] = ['<token of the account>', '<token of the pit>'];

export interface OpenPit {
  readonly host: string;
  readonly ports: PitPorts;
  readonly isSecure: boolean;
  /** True when clients must send a token. */
  readonly needsToken: boolean;
  /** True when each trader's account has its own token. */
  readonly hasAccounts: boolean;
  /** Port of the monitor for browsers. Null: there is none. */
  readonly httpPort: number | null;
  /** Token for watchers only, if there is one. It may be shown. */
  readonly watchToken: string | null;
  readonly sessionFolder: string;
}

export const CLOSED = 'The pit is closed.\n';

export function howToJoin(pit: OpenPit): string {
  const { host, ports, isSecure, needsToken, hasAccounts, sessionFolder } = pit;
  const [reachable = host] = addressesOf(host);
  const relay = socketUrl(reachable, ports.relay, isSecure);
  const orders = socketUrl(reachable, ports.orders, isSecure);
  return [
    '',
    'The pit is open.',
    `  relay (market data)  ${relay}`,
    `  order gateway        ${orders}`,
    `  exchange events      ${socketUrl(reachable, ports.events, isSecure)}`,
    `  session (CSV files)  ${sessionFolder}`,
    `To watch it, on a machine with a screen: npm start, then connect the monitor to ${relay}`,
    `To trade in it: ${tokensOf(pit)}npm run bot -- FILE.ts${hasAccounts ? ' --name NAME' : ''} --relay ${relay} --orders ${orders}`,
    ...(needsToken ? [TOKEN_NOTE] : []),
    ...(hasAccounts ? [ACCOUNTS_NOTE] : []),
    ...browserLines(pit, reachable),
    'Ctrl+C closes it.',
    '',
    '',
  ].join('\n');
}

/** The variables before the command of a trader's bot. */
function tokensOf({ needsToken, hasAccounts, watchToken }: OpenPit): string {
  const token = hasAccounts ? ACCOUNT_TOKEN : needsToken ? PIT_TOKEN : null;
  const streamToken = needsToken ? (watchToken ?? PIT_TOKEN) : null;
  return [
    token === null ? '' : `BOTPIT_TOKEN=${shellWord(token)} `,
    streamToken === null ? '' : `BOTPIT_STREAM_TOKEN=${shellWord(streamToken)} `,
  ].join('');
}

export type PageAddress = Pick<OpenPit, 'host' | 'isSecure' | 'httpPort' | 'watchToken'>;

/** Address at which other machines open the page. Null: none can. It contains only the watchers' own token. */
export function pageAddress({ host, isSecure, httpPort, watchToken }: PageAddress): string | null {
  if (httpPort === null || isLoopback(host)) return null;
  return pageUrl(addressesOf(host)[0] ?? host, { isSecure, httpPort, watchToken }).href;
}

/** QR code of the address for a projector, in black on white, as scanners require. */
export function pageQr(address: string): string {
  return renderSVG(address, { border: 2 });
}

function pageUrl(reachable: string, { isSecure, httpPort, watchToken }: Omit<PageAddress, 'host'>): URL {
  const address = new URL(socketUrl(reachable, httpPort ?? 0, isSecure).replace(/^ws/, 'http'));
  if (watchToken !== null) address.searchParams.set('token', watchToken);
  return address;
}

/** A QR code, if other machines can connect: people in a classroom scan it with their phones. */
function browserLines(pit: OpenPit, reachable: string): readonly string[] {
  const { httpPort, watchToken, needsToken } = pit;
  if (httpPort === null) return [];
  const address = pageUrl(reachable, pit);
  const note = needsToken && watchToken === null ? '?token=… (the token of the pit)' : '';
  const line = `To watch it in a browser: ${address.href}${note}`;
  return isLoopback(pit.host) ? [line] : [line, '', renderUnicodeCompact(address.href, { border: 2 })];
}

/** Addresses at which others reach this machine: the listening address, or all addresses if that is a wildcard. */
function addressesOf(host: string): readonly string[] {
  if (host !== '0.0.0.0' && host !== '::') return [host];
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => !entry.internal && entry.family === 'IPv4')
    .map((entry) => entry.address);
}
