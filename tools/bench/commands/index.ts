// npm run bench -- NAME: measurements, each compared with something else in the same run.

import { runSubCommand } from '../../lib/sub-commands.ts';

await runSubCommand('npm run bench', {
  engine: {
    about: 'the engine beside nodejs-order-book',
    run: () => import('./engine.ts'),
  },
  matching: {
    about: 'the order book alone on five streams, beside one that knows its prices beforehand',
    run: () => import('./matching.ts'),
  },
  wire: {
    about: 'exchange and relay under load, beside a bare ws echo',
    run: () => import('./wire.ts'),
  },
  codec: {
    about: 'writing events and CSV rows, beside JSON.stringify and papaparse',
    run: () => import('./codec.ts'),
  },
  monitor: {
    about: 'the window under a flood of events',
    run: () => import('./monitor.ts'),
  },
  start: { about: 'from launch to the first paint and the first trade', run: () => import('./start.ts') },
  relays: { about: 'one relay behind another, hop by hop', run: () => import('./relays.ts') },
  nats: { about: 'relays over NATS beside WebSocket (needs nats-server)', run: () => import('./nats.ts') },
  watchers: {
    about: 'bytes per second of one watcher of a class',
    run: () => import('./watchers.ts'),
  },
  history: {
    about: 'the history service under a flood of events (--seconds --rate --seed)',
    run: () => import('./history.ts'),
  },
  bots: {
    about: "processor time and memory of bots' processes (--bots --instruments --rate --seconds --seed)",
    run: () => import('./bots.ts'),
  },
  seek: { about: 'seeking in a long recorded session', run: () => import('./seek.ts') },
  recovery: { about: 'recovering and verifying a long session', run: () => import('./recovery.ts') },
  saves: {
    about: 'how long a saved strategy takes to trade, and its memory (--saves --table-mb)',
    run: () => import('./saves.ts'),
  },
  durability: { about: 'what each --durability costs', run: () => import('./durability.ts') },
  soak: {
    about: 'millions of orders through the real processes, and their memory',
    run: () => import('./soak.ts'),
  },
  market: {
    about: 'the built-in strategies in virtual time',
    run: () => import('./market.ts'),
  },
  lab: {
    about: 'orders and cancels per processor second in virtual time',
    run: () => import('./lab.ts'),
  },
  'lab-errors': {
    about: 'how often the lab finds a difference where there is none (--tests --seeds --sweeps --seed)',
    run: () => import('./lab-errors.ts'),
  },
  'lab-kills': {
    about:
      'a lab whose workers are killed at random has the report of one machine (--seeds --seed; needs nats-server)',
    run: () => import('./lab-kills.ts'),
  },
});
