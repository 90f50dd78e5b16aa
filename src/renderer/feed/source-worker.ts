/** The thread on which the window's source of market data runs. */
import { config } from 'zod';
import { FeedSource } from './feed-source.ts';
import type { ToSource } from './source-messages.ts';

// The page's security policy also applies here and forbids the code that zod would otherwise generate.
config({ jitless: true });

const source = new FeedSource(
  {
    openSocket: (url) => new WebSocket(url),
    get: async (url) => {
      const response = await fetch(url, { cache: 'no-store' });
      return { status: response.status, text: await response.text() };
    },
    now: () => Date.now(),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  },
  (message) => postMessage(message),
);
addEventListener('message', ({ data }: MessageEvent<ToSource>) => source.receive(data));
