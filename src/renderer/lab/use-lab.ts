import { useEffect, useState } from 'react';
import type { StrategyDescription } from '../../contract/pit-state.ts';
import { isStrategyFile } from '../pit/bot-names.ts';
import { usePit } from '../pit/pit-store.ts';
import { requestOf, strategyOf, useLabDraft } from './lab-draft.ts';

/** A delay, so that typing a class name does not start a process for every letter. */
const SETTLE_MS = 200;
const NOTHING: Descriptions = {};

/** By strategy. */
type Descriptions = Readonly<Record<string, StrategyDescription>>;

/**
 * Describes the strategies one after the other, because the main process reads one file at a time; and again whenever the
 * window gets the focus, because the user may have edited a file.
 */
function useDescriptions(a: string, b: string): Descriptions {
  const describeStrategy = usePit((pit) => pit.describeStrategy);
  const [described, setDescribed] = useState(NOTHING);
  useEffect(() => {
    const wanted = [...new Set([a, b])].filter((strategy) => strategy !== '');
    let newest = 0;
    const ask = async () => {
      newest += 1;
      const mine = newest;
      for (const strategy of wanted) {
        const description = await describeStrategy(strategy);
        if (mine !== newest) return;
        setDescribed((known) => ({ ...known, [strategy]: description }));
      }
    };
    const askAgain = () => void ask();
    const timer = setTimeout(askAgain, SETTLE_MS);
    if (wanted.some(isStrategyFile)) addEventListener('focus', askAgain);
    return () => {
      newest += 1;
      clearTimeout(timer);
      removeEventListener('focus', askAgain);
    };
  }, [describeStrategy, a, b]);
  return described;
}

/** The lab's form and its actions. */
export function useLab() {
  const draft = useLabDraft();
  const lab = usePit((pit) => pit.lab);
  const startLab = usePit((pit) => pit.startLab);
  const [refusal, setRefusal] = useState<string | null>(null);
  const described = useDescriptions(strategyOf(draft.a), strategyOf(draft.b));
  const descriptions = {
    a: described[strategyOf(draft.a)] ?? null,
    b: described[strategyOf(draft.b)] ?? null,
  };
  const isBroken = descriptions.a?.ok === false || (draft.b.chosen !== '' && descriptions.b?.ok === false);
  const start = async () => {
    const outcome = await startLab(requestOf(draft, descriptions));
    setRefusal(outcome.ok ? null : outcome.reason);
  };
  return { draft, lab, descriptions, refusal, canStart: lab.phase !== 'running' && !isBroken, start };
}
