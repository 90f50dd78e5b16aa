import { flushSync } from 'react-dom';
import type { FeedEnvironment } from './feed.ts';
import type { FromSource } from './source-messages.ts';

/** Time of a frame on a screen with 60 Hz. A shorter wait would also last until the next frame. */
const MS_PER_FRAME = 16;

/** Thread of the source, clock and animation frames of the window. */
export const browserEnvironment: FeedEnvironment = {
  openSource: (listener) => {
    const worker = new Worker(new URL('./source-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<FromSource>) => listener(data));
    // A worker is not a window, so it has no other listener.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    return { send: (message) => worker.postMessage(message) };
  },
  now: () => Date.now(),
  clock: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  draw: (run) => flushSync(run),
  nextPaint: pacedPaints(),
};

/**
 * Bounds drawing to half of the thread's time: after a long frame, the digests and the user's input get as much time.
 */
function pacedPaints(): FeedEnvironment['nextPaint'] {
  /** The newest frame with a callback: its id, and the time at which its first callback ran. */
  let known = { frame: 0, startedAt: 0 };
  let frameStartedAt = 0;
  let restUntil = 0;
  // A message is a separate task, which runs after style, layout and paint.
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => {
    const endedAt = performance.now();
    restUntil = endedAt + (endedAt - frameStartedAt);
  });
  port1.start();
  // This request runs first, before the charts, whose requests come while panels are drawn.
  const watchNextFrame = () =>
    requestAnimationFrame((frame) => {
      known = { frame, startedAt: performance.now() };
    });
  const inFrame = (callback: (startedAt: number) => void) => {
    requestAnimationFrame((frame) => {
      frameStartedAt = known.frame === frame ? known.startedAt : performance.now();
      watchNextFrame();
      callback(frameStartedAt);
      port2.postMessage(null);
    });
  };
  return (callback) => {
    const waitMs = restUntil - performance.now();
    if (waitMs > MS_PER_FRAME) setTimeout(() => inFrame(callback), waitMs);
    else inFrame(callback);
  };
}
