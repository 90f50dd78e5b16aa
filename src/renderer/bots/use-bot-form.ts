import { useState, type FormEvent } from 'react';
import type { ProcessState } from '../../contract/pit-state.ts';
import { isFromFile, splitStrategy, strategyOf, suggestName } from '../pit/bot-names.ts';
import { usePit } from '../pit/pit-store.ts';
import { chooseFile, clearDraft, useBotDraft, type BotDraft } from './bot-draft.ts';
import { useUi } from '../ui/ui-store.ts';
import { changedParams, specsOf } from './param-values.ts';
import { useDescriptions } from './use-description.ts';

function symbolOf({ symbol }: BotDraft) {
  return symbol === null ? {} : { symbol };
}

const NO_PROCESSES: readonly ProcessState[] = [];

/** Fields of the form that adds bots, and its actions. */
export function useBotForm() {
  const addBots = usePit((pit) => pit.addBots);
  const changeBot = usePit((pit) => pit.changeBot);
  const pickStrategy = usePit((pit) => pit.pickStrategy);
  const processes = usePit((pit) => pit.state?.processes ?? NO_PROCESSES);
  const draft = useBotDraft();
  const { chosen, typedClass, name: typedName, count, params, edited: editing, isOpen } = draft;
  const [isAdding, setAdding] = useState(false);
  // A bot that no longer exists cannot be changed.
  const edited = processes.some((bot) => bot.kind === 'bot' && bot.name === editing) ? editing : null;
  const { path, className: listed } = splitStrategy(chosen);
  const className = typedClass ?? listed;
  const strategy = strategyOf(draft);
  const isFile = isFromFile(chosen);
  // The lab reads the descriptions of its own strategies, and the main process reads one file at a time.
  const isLabOpen = useUi((ui) => ui.labOpen);
  const description = useDescriptions([!isLabOpen && (isOpen || isFile) ? strategy : ''])[strategy] ?? null;
  const name = typedName ?? suggestName(strategy, processes);

  const add = async () => {
    setAdding(true);
    const given = changedParams(specsOf(description), params);
    const isDone =
      edited === null
        ? await addBots({ strategy, name, count: Number(count), params: given, ...symbolOf(draft) })
        : await changeBot(edited, given);
    setAdding(false);
    if (isDone) clearDraft();
  };
  const canAdd = !isAdding && description?.ok !== false;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (canAdd) void add();
  };
  const pickFile = async () => {
    const file = await pickStrategy();
    if (file !== null) chooseFile(file);
  };
  return { chosen, isFile, path, className, description, name, count, edited, canAdd, submit, pickFile };
}
