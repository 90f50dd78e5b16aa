import { useState, type FormEvent } from 'react';
import type { ProcessState } from '../../preload/bridge.ts';
import { isStrategyFile, splitStrategy, suggestName, withClass } from '../pit/bot-names.ts';
import { usePit } from '../pit/pit-store.ts';

const NO_PROCESSES: readonly ProcessState[] = [];

/** What is typed into the form that adds bots, and what it does. */
export function useBotForm() {
  const addBots = usePit((pit) => pit.addBots);
  const pickStrategy = usePit((pit) => pit.pickStrategy);
  const { strategy, chosen, setChosen, ...classField } = useStrategy();
  const { name, setName } = useName(strategy);
  const [count, setCount] = useState('1');
  const [isAdding, setAdding] = useState(false);

  const add = async () => {
    setAdding(true);
    const isAdded = await addBots({ strategy, name, count: Number(count) });
    setAdding(false);
    if (!isAdded) return;
    setName(null);
    setCount('1');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void add();
  };
  const pickFile = async () => {
    const file = await pickStrategy();
    if (file === null) return;
    setChosen(file);
    setName(null);
  };
  return { chosen, setChosen, ...classField, name, setName, count, setCount, isAdding, submit, pickFile };
}

/** The strategy that is chosen in the list, and the class that is typed beside a file. */
function useStrategy() {
  const [chosen, choose] = useState('maker');
  /** Null: the one that the list names. */
  const [typedClass, setClassName] = useState<string | null>(null);
  const { path, className: listed } = splitStrategy(chosen);
  const className = typedClass ?? listed;
  const setChosen = (strategy: string) => {
    choose(strategy);
    setClassName(null);
  };
  const strategy = withClass(path, className);
  return { strategy, chosen, setChosen, isFile: isStrategyFile(chosen), className, setClassName };
}

function useName(strategy: string) {
  const processes = usePit((pit) => pit.state?.processes ?? NO_PROCESSES);
  /** Null: the suggested one. */
  const [typed, setName] = useState<string | null>(null);
  return { name: typed ?? suggestName(strategy, processes), setName };
}
