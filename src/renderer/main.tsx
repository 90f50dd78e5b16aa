import '@fontsource/inter/latin-400.css';
import '@fontsource/inter/latin-500.css';
import '@fontsource/inter/latin-600.css';
import '@fontsource/ibm-plex-mono/latin-400.css';
import '@fontsource/ibm-plex-mono/latin-500.css';
import './styles/colors.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/panels.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { replicaState } from '../contract/replica-state.ts';
import type { Bridge } from '../preload/bridge.ts';
import { App } from './app.tsx';
import { chooseFile } from './bots/bot-draft.ts';
import { runCommand } from './commands/run-command.ts';
import { browserEnvironment } from './feed/browser-environment.ts';
import type { IntervalSeconds } from './feed/bars.ts';
import { Feed } from './feed/feed.ts';
import { FeedContext } from './feed/use-feed.ts';
import { shownBots, watchBots } from './pit/bot-history.ts';
import { createPitStore, PitContext } from './pit/pit-store.ts';
import { quietAnimations } from './ui/quiet-animations.ts';

// The page's security policy forbids the code that zod would otherwise generate.
config({ jitless: true });
quietAnimations();

const { botpit } = window as { readonly botpit?: Bridge };
const feed = new Feed(browserEnvironment);
const pit = createPitStore(botpit ?? null);
watchBots(pit, () => Date.now());
botpit?.onStrategy(chooseFile);
// Functions for the console, which return the monitor's market data as JSON.
Object.assign(window, {
  botpitReplica: () => JSON.stringify(replicaState(feed.market.replica)),
  botpitCandles: (symbol: string, seconds: IntervalSeconds) =>
    JSON.stringify(feed.market.bars.series(symbol, seconds)?.bars ?? []),
  botpitBots: () => JSON.stringify(shownBots(pit.getState())),
});
botpit?.onCommand((command) => runCommand(command, { pit, feed }));
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');

createRoot(root).render(
  <StrictMode>
    <PitContext value={pit}>
      <FeedContext value={feed}>
        <App />
      </FeedContext>
    </PitContext>
  </StrictMode>,
);
