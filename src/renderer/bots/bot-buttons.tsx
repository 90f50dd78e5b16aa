import { Play, Square, X } from 'lucide-react';
import type { ProcessPhase } from '../../preload/bridge.ts';
import { usePit } from '../pit/pit-store.ts';
import { IconButton } from '../ui/icon-button.tsx';

/** Stop or start a bot, or take it off the list. */
export function BotButtons({ name, phase }: { readonly name: string; readonly phase: ProcessPhase }) {
  const stopBot = usePit((pit) => pit.stopBot);
  const startBot = usePit((pit) => pit.startBot);
  const removeBot = usePit((pit) => pit.removeBot);
  const isPitOpen = usePit((pit) => pit.state?.phase === 'running');
  const isDown = phase === 'stopped' || phase === 'failed';
  return (
    <span className="bot-buttons">
      {isDown ? (
        <IconButton
          icon={Play}
          label={`Start ${name}`}
          data-testid="bot-start"
          disabled={!isPitOpen}
          onClick={() => void startBot(name)}
        />
      ) : (
        <IconButton
          icon={Square}
          label={`Stop ${name}`}
          data-testid="bot-stop"
          disabled={phase === 'stopping'}
          onClick={() => void stopBot(name)}
        />
      )}
      <IconButton
        icon={X}
        label={`Stop ${name} and take it off the list`}
        data-testid="bot-remove"
        onClick={() => void removeBot(name)}
      />
    </span>
  );
}
