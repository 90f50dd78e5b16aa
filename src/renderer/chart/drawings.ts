/**
 * Drawings of the user on the chart, and the alerts. They are stored with the session. Its key is the name of its
 * folder, if the window knows it, so that playback of the session shows the same drawings. Otherwise it is the epoch of
 * the exchange.
 */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Feed } from '../feed/feed.ts';
import type { Pit } from '../pit/pit-store.ts';

/** Largest number of drawings in one session. The oldest are dropped. */
export const ITEMS_MAX = 50;
/** Largest number of sessions with drawings. Those changed last are kept. */
export const SESSIONS_MAX = 30;

export type Drawing =
  | { readonly kind: 'line'; readonly id: number; readonly symbol: string; readonly price: number }
  | {
      readonly kind: 'range';
      readonly id: number;
      readonly symbol: string;
      readonly low: number;
      readonly high: number;
    }
  /** Fires once, when a trade reaches the price. `from` is the price before. */
  | {
      readonly kind: 'price-alert';
      readonly id: number;
      readonly symbol: string;
      readonly price: number;
      readonly from: 'below' | 'above';
    }
  /** Fires when the margin of the account reaches the percentage, and again after it was below. */
  | {
      readonly kind: 'margin-alert';
      readonly id: number;
      readonly account: string;
      readonly percent: number;
    };

/** A drawing of one instrument. */
export type PricedDrawing = Exclude<Drawing, { readonly kind: 'margin-alert' }>;
export type NewDrawing = Drawing extends infer One ? (One extends Drawing ? Omit<One, 'id'> : never) : never;

interface Drawings {
  /** Drawings by session. The session changed last comes last. */
  readonly bySession: Readonly<Record<string, readonly Drawing[]>>;
}

const NONE: readonly Drawing[] = [];

export const useDrawings = create<Drawings>()(
  persist((): Drawings => ({ bySession: {} }), { name: 'botpit-drawings', version: 1 }),
);

export function drawingsOf(session: string): readonly Drawing[] {
  return useDrawings.getState().bySession[session] ?? NONE;
}

export function useDrawingsOf(session: string): readonly Drawing[] {
  return useDrawings(({ bySession }) => bySession[session] ?? NONE);
}

/** Drawings of one instrument. */
export function pricedDrawings(session: string, symbol: string): readonly PricedDrawing[] {
  return drawingsOf(session).flatMap((one) => ('symbol' in one && one.symbol === symbol ? [one] : []));
}

export function addDrawing(session: string, drawing: NewDrawing): void {
  const drawings = drawingsOf(session);
  const id = 1 + Math.max(0, ...drawings.map((one) => one.id));
  setDrawings(session, [...drawings, { ...drawing, id }]);
}

/** Replaces a drawing. Nothing happens when the session no longer has the former one. */
export function replaceDrawing(session: string, former: Drawing, drawing: Drawing): void {
  const drawings = drawingsOf(session);
  if (!drawings.includes(former)) return;
  setDrawings(
    session,
    drawings.map((one) => (one === former ? drawing : one)),
  );
}

export function removeDrawing(session: string, id: number): void {
  setDrawings(
    session,
    drawingsOf(session).filter((one) => one.id !== id),
  );
}

export function clearDrawings(session: string): void {
  setDrawings(session, []);
}

function setDrawings(session: string, drawings: readonly Drawing[]): void {
  useDrawings.setState(({ bySession }) => ({ bySession: withSession(bySession, session, drawings) }));
}

/** Moves the session to the end and drops the oldest ones. An empty session is removed. */
export function withSession(
  bySession: Drawings['bySession'],
  session: string,
  drawings: readonly Drawing[],
): Drawings['bySession'] {
  const others = Object.entries(bySession).filter(([name]) => name !== session);
  const all = [...others, [session, drawings.slice(-ITEMS_MAX)] as const];
  return Object.fromEntries(all.filter(([, { length }]) => length > 0).slice(-SESSIONS_MAX));
}

/** Session of the market on screen. */
export function drawingSession(pit: Pit, { market }: Pick<Feed, 'market'>): string {
  return sessionOf(pit, market.replica.status?.epoch);
}

/** The key under which the drawings of a market are stored. @param epoch epoch of the exchange */
export function sessionOf(
  { playback, settings, state }: Pick<Pit, 'playback' | 'settings' | 'state'>,
  epoch: string | undefined,
): string {
  if (playback !== null) return playback.session;
  const isOwn = settings !== null && settings.remoteRelayUrl === null;
  const folder = isOwn ? state?.sessionFolder?.split(/[\\/]/).findLast((part) => part !== '') : undefined;
  return folder ?? epoch ?? '';
}
