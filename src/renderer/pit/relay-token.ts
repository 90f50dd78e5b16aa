/** A relay's token is part of its address and must never appear on screen. */

export function withToken(address: string, token: string): string {
  const url = new URL(address);
  url.searchParams.delete('token');
  if (token !== '') url.searchParams.set('token', token);
  return url.href;
}

/** The address without its token, which is safe to show, store and log. Other text stays unchanged. */
export function withoutToken(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (!url.searchParams.has('token')) return address;
  url.searchParams.delete('token');
  return url.pathname === '/' && url.search === '' ? url.href.replace(/\/$/, '') : url.href;
}

export function tokenOf(address: string): string {
  return URL.canParse(address) ? (new URL(address).searchParams.get('token') ?? '') : '';
}

const RECENT_MAX = 8;

/** Addresses without tokens, newest first and without duplicates. */
export function withRecent(recent: readonly string[], address: string): readonly string[] {
  const shown = withoutToken(address);
  return [shown, ...recent.filter((other) => other !== shown)].slice(0, RECENT_MAX);
}
