import { useEffect, useState } from 'react';
import type { StrategyDescription } from '../../contract/pit-state.ts';
import { isStrategyFile } from '../pit/bot-names.ts';
import { usePit } from '../pit/pit-store.ts';

/** A delay, so that typing a class name does not start a process for every letter. */
const SETTLE_MS = 200;

interface Described {
  readonly strategy: string;
  readonly description: StrategyDescription;
}

/**
 * A strategy's parameters, or the error in its file. It reads a file again whenever the window gets the focus, because
 * the user may have edited the file meanwhile.
 * @returns null while unknown
 */
export function useDescription(strategy: string, isWanted: boolean): StrategyDescription | null {
  const describeStrategy = usePit((pit) => pit.describeStrategy);
  const [described, setDescribed] = useState<Described | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    let newest = 0;
    const ask = async () => {
      newest += 1;
      const mine = newest;
      const description = await describeStrategy(strategy);
      if (mine === newest) setDescribed({ strategy, description });
    };
    const askAgain = () => void ask();
    const timer = setTimeout(askAgain, SETTLE_MS);
    if (isStrategyFile(strategy)) addEventListener('focus', askAgain);
    return () => {
      newest += 1;
      clearTimeout(timer);
      removeEventListener('focus', askAgain);
    };
  }, [describeStrategy, strategy, isWanted]);
  return described?.strategy === strategy ? described.description : null;
}
