/** Scheme of the page. A page of `botpit://monitor` has an origin that no other page can have. */
import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { MONITOR_ORIGIN } from '../contract/protocol.ts';
import { pageFile, pageHeaders } from '../headless/page-files.ts';

const SCHEME = new URL(MONITOR_ORIGIN).protocol.slice(0, -1);

/**
 * Call it before the app is ready. The scheme is `secure`, because the page's clipboard needs that. Unlike an `https:`
 * page, it may still open `ws:` to any host, because Chromium restricts mixed content only for `https:`.
 */
export function registerMonitorScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

export function serveMonitor(folder: string): void {
  protocol.handle(SCHEME, async ({ url, method }) => {
    if (method !== 'GET') return new Response(null, { status: 405 });
    const path = pageFile(folder, url);
    const body = path === null ? null : await readFile(path).catch(() => null);
    if (path === null || body === null) return new Response(null, { status: 404 });
    return new Response(new Uint8Array(body), { headers: pageHeaders(path) });
  });
}
