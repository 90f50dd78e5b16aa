import type { FeedEnvironment } from './feed.ts';

/** Of a screen with 60 Hz: waiting for less is waiting for the next one. */
const MS_PER_FRAME = 16;

/** Sockets, clock and animation frames of the window. */
export const browserEnvironment: FeedEnvironment = {
  openSocket: (url) => new WebSocket(url),
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  nextPaint: pacedPaints(),
};

/**
 * Drawing takes at most half of the thread: after a frame that took long as much time again is left to the events. Else a
 * machine too slow for both would draw an ever older market.
 */
function pacedPaints(): FeedEnvironment['nextPaint'] {
  let startedAt = 0;
  let restUntil = 0;
  // A message is a task of its own: it comes after style, layout and paint.
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => {
    const endedAt = performance.now();
    restUntil = endedAt + (endedAt - startedAt);
  });
  port1.start();
  const inFrame = (callback: () => void) =>
    requestAnimationFrame(() => {
      startedAt = performance.now();
      callback();
      port2.postMessage(null);
    });
  return (callback) => {
    const waitMs = restUntil - performance.now();
    if (waitMs > MS_PER_FRAME) setTimeout(() => inFrame(callback), waitMs);
    else inFrame(callback);
  };
}
