import { CopyPlus, FlaskConical, Play, RotateCw, SlidersHorizontal, Square, X } from 'lucide-react';
import { CROWD } from '../../contract/house.ts';
import type { ProcessState } from '../../contract/pit-state.ts';
import { usePit, usePitStore } from '../pit/pit-store.ts';
import { compare } from '../lab/lab-draft.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { duplicate, edit } from './bot-draft.ts';

/** The actions on a bot, visible while the pointer or the focus is on its line. */
export function BotButtons({ bot }: { readonly bot: ProcessState }) {
  const { name } = bot;
  const removeBot = usePit((pit) => pit.removeBot);
  return (
    <span className="bot-buttons">
      <EditButton bot={bot} />
      <DuplicateButton bot={bot} />
      {bot.strategy !== CROWD && <CompareButton bot={bot} />}
      <RestartButton bot={bot} />
      <StartStopButton bot={bot} />
      <IconButton
        icon={X}
        label={`Stop ${name} and remove it from the list`}
        data-testid="bot-remove"
        onClick={() => void removeBot(name)}
      />
    </span>
  );
}

function EditButton({ bot }: { readonly bot: ProcessState }) {
  return (
    <IconButton
      icon={SlidersHorizontal}
      label={`Edit the parameters of ${bot.name}…`}
      data-testid="bot-edit"
      onClick={() => edit(bot)}
    />
  );
}

function DuplicateButton({ bot }: { readonly bot: ProcessState }) {
  const pit = usePitStore();
  const fillForm = () => {
    duplicate(bot, pit.getState().state?.processes ?? []);
    document.getElementById('bot-name')?.focus();
  };
  return (
    <IconButton
      icon={CopyPlus}
      label={`Duplicate ${bot.name}…`}
      data-testid="bot-duplicate"
      onClick={fillForm}
    />
  );
}

function CompareButton({ bot }: { readonly bot: ProcessState }) {
  return (
    <IconButton
      icon={FlaskConical}
      label={`Compare ${bot.name} in the lab…`}
      data-testid="bot-compare"
      onClick={() => compare(bot)}
    />
  );
}

function RestartButton({ bot: { name, phase } }: { readonly bot: ProcessState }) {
  const restartBot = usePit((pit) => pit.restartBot);
  return (
    <IconButton
      icon={RotateCw}
      label={`Restart ${name}`}
      data-testid="bot-restart"
      disabled={phase !== 'running' && phase !== 'starting'}
      onClick={() => void restartBot(name)}
    />
  );
}

function StartStopButton({ bot: { name, phase } }: { readonly bot: ProcessState }) {
  const stopBot = usePit((pit) => pit.stopBot);
  const startBot = usePit((pit) => pit.startBot);
  const isPitOpen = usePit((pit) => pit.state?.phase === 'running');
  if (phase === 'stopped' || phase === 'failed') {
    return (
      <IconButton
        icon={Play}
        label={`Start ${name}`}
        data-testid="bot-start"
        disabled={!isPitOpen}
        onClick={() => void startBot(name)}
      />
    );
  }
  return (
    <IconButton
      icon={Square}
      label={`Stop ${name}`}
      data-testid="bot-stop"
      disabled={phase === 'stopping'}
      onClick={() => void stopBot(name)}
    />
  );
}
