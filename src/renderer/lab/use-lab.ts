import { useState } from 'react';
import { useDescriptions } from '../bots/use-description.ts';
import { strategyOf } from '../pit/bot-names.ts';
import { usePit } from '../pit/pit-store.ts';
import { requestOf, useLabDraft } from './lab-draft.ts';

/** The lab's form and its actions. */
export function useLab() {
  const draft = useLabDraft();
  const lab = usePit((pit) => pit.lab);
  const startLab = usePit((pit) => pit.startLab);
  const [refusal, setRefusal] = useState<string | null>(null);
  const described = useDescriptions([strategyOf(draft.a), strategyOf(draft.b)]);
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
