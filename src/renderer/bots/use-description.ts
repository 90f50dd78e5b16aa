import { useEffect, useState } from 'react';
import type { StrategyDescription } from '../../contract/pit-state.ts';
import { isFromFile } from '../pit/bot-names.ts';
import { usePit } from '../pit/pit-store.ts';

/** Delay, so that typing the name of a class does not start a process for every letter. */
const SETTLE_MS = 200;
/** Separator between strategies in a text. No path contains it. */
const SEPARATOR = '\0';

/** Descriptions by strategy. Those that are not known yet are absent. */
type Descriptions = Readonly<Partial<Record<string, StrategyDescription>>>;

/**
 * Parameters of the strategies, or the errors in their files. It reads one file after the other, as the main process
 * does. It reads the files again whenever the window gets the focus, because the user may have edited them.
 * @param strategies paths or names; an empty one stands for none
 */
export function useDescriptions(strategies: readonly string[]): Descriptions {
  const describeStrategy = usePit((pit) => pit.describeStrategy);
  const [described, setDescribed] = useState<Descriptions>({});
  const wanted = [...new Set(strategies)].filter((strategy) => strategy !== '').join(SEPARATOR);
  useEffect(() => {
    if (wanted === '') return;
    const names = wanted.split(SEPARATOR);
    let newest = 0;
    const ask = async () => {
      newest += 1;
      const mine = newest;
      for (const strategy of names) {
        const description = await describeStrategy(strategy);
        if (mine !== newest) return;
        setDescribed((known) => ({ ...only(names, known), [strategy]: description }));
      }
    };
    const askAgain = () => void ask();
    const timer = setTimeout(askAgain, SETTLE_MS);
    if (names.some(isFromFile)) addEventListener('focus', askAgain);
    return () => {
      newest += 1;
      clearTimeout(timer);
      removeEventListener('focus', askAgain);
    };
  }, [describeStrategy, wanted]);
  return described;
}

function only(names: readonly string[], known: Descriptions): Descriptions {
  return Object.fromEntries(names.map((name) => [name, known[name]]));
}
