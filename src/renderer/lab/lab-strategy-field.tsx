/** One of the two strategies: a built-in one or a file, with its class and its parameters. */
import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { BUILT_IN_STRATEGIES } from '../../contract/built-in-strategies.ts';
import type { StrategyDescription } from '../../contract/pit-state.ts';
import { ClassField } from '../bots/class-field.tsx';
import { ParamList } from '../bots/param-form.tsx';
import { changedParams, paramsText, specsOf } from '../bots/param-values.ts';
import { StrategyError } from '../bots/strategy-error.tsx';
import { StrategySelect } from '../bots/strategy-select.tsx';
import { isFromFile, splitStrategy } from '../pit/bot-names.ts';
import { usePit } from '../pit/pit-store.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { changeIn, chooseIn, typeIn, type Side, type StrategyDraft } from './lab-draft.ts';

interface LabStrategyFieldProps {
  readonly side: Side;
  readonly draft: StrategyDraft;
  readonly description: StrategyDescription | null;
}

export function LabStrategyField({ side, draft, description }: LabStrategyFieldProps) {
  const pickStrategy = usePit((pit) => pit.pickStrategy);
  const [isOpen, setOpen] = useState(false);
  const { chosen, typedClass, params } = draft;
  const { path, className } = splitStrategy(chosen);
  const pick = async () => {
    const file = await pickStrategy();
    if (file !== null) chooseIn(side, file);
  };
  return (
    <fieldset className="lab-strategy">
      <legend>
        Strategy <b>{side}</b>
      </legend>
      <div className="lab-pick">
        <StrategySelect
          label={`Strategy ${side}`}
          about={`Strategy ${side}`}
          testId={`lab-${side}`}
          builtIns={BUILT_IN_STRATEGIES}
          value={chosen}
          onChange={(strategy) => chooseIn(side, strategy)}
        >
          {side === 'b' && <option value="">none: how good is a?</option>}
        </StrategySelect>
        <IconButton
          className="param-toggle"
          icon={SlidersHorizontal}
          label={isOpen ? `Hide the parameters of ${side}` : `Set the parameters of ${side}`}
          data-testid={`lab-${side}-params`}
          aria-expanded={isOpen}
          disabled={chosen === ''}
          onClick={() => setOpen(!isOpen)}
        />
        <button
          type="button"
          className="button"
          title="Pick a strategy file of your own, .ts or .js"
          data-testid={`lab-${side}-file`}
          onClick={() => void pick()}
        >
          File…
        </button>
      </div>
      {chosen !== '' && isFromFile(chosen) && (
        <ClassField
          testId={`lab-${side}-class`}
          value={typedClass ?? className}
          onChange={(typed) => changeIn(side, { typedClass: typed, params: {} })}
        />
      )}
      {chosen !== '' && description?.ok === false && (
        <StrategyError path={path} reason={description.reason} />
      )}
      {chosen !== '' && isOpen ? (
        <ParamList
          description={description}
          params={params}
          onType={(name, value) => typeIn(side, name, value)}
          testId={`lab-${side}-param`}
        />
      ) : (
        <Changed text={paramsText(changedParams(specsOf(description), params))} />
      )}
    </fieldset>
  );
}

function Changed({ text }: { readonly text: string }) {
  return text === '' ? null : (
    <p className="lab-params muted" title={text}>
      {text}
    </p>
  );
}
