import type { FeedEnvironment } from './feed.ts';

/** Sockets, clock and animation frames of the window. */
export const browserEnvironment: FeedEnvironment = {
  openSocket: (url) => new WebSocket(url),
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  nextPaint: (callback) => {
    requestAnimationFrame(callback);
  },
};
