/** The file and the headers for each request of the page. */
import { extname, join, sep } from 'node:path';
import { MONITOR_ORIGIN } from '../contract/protocol.ts';

/** Addresses to which the page in the app's window may connect: any relay and its history. */
const ANY_RELAY = 'ws: wss: http: https:';

/** Content security policy. The page runs its own bundle and connects to relays, and may do nothing else. */
const policyFor = (relays: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    `connect-src ${relays}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** @returns the absolute path of a file below `folder`, or null when the address names none */
export function pageFile(folder: string, address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (`${url.protocol}//${url.host}` !== MONITOR_ORIGIN) return null;
  return fileBelow(folder, url.pathname);
}

/** @param pathname path of the request, still percent-encoded */
export function fileBelow(folder: string, pathname: string): string | null {
  const name = decoded(pathname);
  if (name === null || name.includes('\0') || name.includes('\\')) return null;
  const path = join(folder, name === '/' ? 'index.html' : name);
  return path.startsWith(folder + sep) && extname(path) in CONTENT_TYPES ? path : null;
}

/** @param relays addresses to which the page may connect */
export function pageHeaders(path: string, relays = ANY_RELAY): Readonly<Record<string, string>> {
  return {
    'Content-Type': CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
    'Content-Security-Policy': policyFor(relays),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
