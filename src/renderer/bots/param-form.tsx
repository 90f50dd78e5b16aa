/** The parameters of a strategy, hidden until the user opens them or changes one. */
import { SlidersHorizontal } from 'lucide-react';
import { useId } from 'react';
import type { ParamSpec, ParamSpecs, ParamValue } from '../../contract/strategy.ts';
import type { ParamValues, StrategyDescription } from '../../contract/pit-state.ts';
import { setBotDraft, typeParam, useBotDraft } from './bot-draft.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { changedParams, rangeOf, specsOf } from './param-values.ts';

const TEXT_LENGTH_MAX = 1024;

/** Opens and closes the parameters. */
export function ParamToggle() {
  const isOpen = useBotDraft((draft) => draft.isOpen);
  return (
    <IconButton
      className="param-toggle"
      icon={SlidersHorizontal}
      label={isOpen ? 'Hide the parameters' : 'Set the parameters of the strategy'}
      data-testid="params-toggle"
      aria-expanded={isOpen}
      onClick={() => setBotDraft({ isOpen: !isOpen })}
    />
  );
}

export function ParamForm({ description }: { readonly description: StrategyDescription | null }) {
  const isOpen = useBotDraft((draft) => draft.isOpen);
  const params = useBotDraft((draft) => draft.params);
  const specs = specsOf(description);
  const hasChanges = Object.keys(changedParams(specs, params)).length > 0;
  if (!isOpen && !hasChanges) return null;
  return (
    <div className="params">
      <div className="params-head">
        <span className="muted">Parameters</span>
        <Changes specs={specs} />
      </div>
      {isOpen && <ParamList description={description} params={params} onType={typeParam} testId="param" />}
    </div>
  );
}

/** Number of values that differ from their defaults, and a button to reset them. */
function Changes({ specs }: { readonly specs: ParamSpecs | null | undefined }) {
  const params = useBotDraft((draft) => draft.params);
  const count = Object.keys(changedParams(specs, params)).length;
  if (count === 0) return null;
  return (
    <>
      <span className="params-changed">{count} changed</span>
      <button type="button" className="text-button" onClick={() => setBotDraft({ params: {} })}>
        Defaults
      </button>
    </>
  );
}

interface ParamListProps {
  readonly description: StrategyDescription | null;
  /** Values as typed. */
  readonly params: ParamValues;
  readonly onType: (name: string, value: ParamValue) => void;
  /** Prefix of a field's test id, before the name of its parameter. */
  readonly testId: string;
}

export function ParamList({ description, params, onType, testId }: ParamListProps) {
  if (description === null) return <p className="params-note">Reading the strategy…</p>;
  if (!description.ok) return <p className="params-note">Parameters appear once the file loads.</p>;
  const specs = Object.entries(description.params ?? {});
  if (specs.length === 0) return <p className="params-note">This strategy has no parameters.</p>;
  return (
    <div className="params-list" data-testid="params-list">
      {specs.map(([name, spec]) => (
        <ParamRow
          key={name}
          name={name}
          spec={spec}
          testId={`${testId}-${name}`}
          value={params[name] ?? spec.default}
          onChange={(value) => onType(name, value)}
        />
      ))}
    </div>
  );
}

interface ParamProps {
  readonly name: string;
  readonly spec: ParamSpec;
  readonly testId: string;
  readonly value: ParamValue;
  readonly onChange: (value: ParamValue) => void;
}

function ParamRow(param: ParamProps) {
  const { name, spec } = param;
  const id = useId();
  const range = rangeOf(spec);
  return (
    <div className="param">
      <label htmlFor={id} title={name}>
        {name}
      </label>
      <ParamField id={id} {...param} />
      <p id={`${id}-about`}>
        {spec.about}
        {range !== undefined && <span className="range"> ({range})</span>}
      </p>
    </div>
  );
}

interface ParamFieldProps extends ParamProps {
  readonly id: string;
}

function ParamField({ id, testId, spec, value, onChange }: ParamFieldProps) {
  const common = { id, 'data-testid': testId, 'aria-describedby': `${id}-about` };
  switch (spec.type) {
    case 'number':
    case 'integer':
      return <NumberField {...common} spec={spec} value={String(value)} onChange={onChange} />;
    case 'boolean':
      return (
        <input
          {...common}
          type="checkbox"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      );
    case 'text':
      return (
        <input
          {...common}
          value={String(value)}
          maxLength={TEXT_LENGTH_MAX}
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case 'choice':
      return (
        <select {...common} value={String(value)} onChange={(event) => onChange(event.target.value)}>
          {spec.choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      );
  }
}

interface NumberFieldProps {
  readonly id: string;
  readonly spec: Extract<ParamSpec, { default: number }>;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function NumberField({ spec, onChange, ...field }: NumberFieldProps) {
  return (
    <input
      {...field}
      type="number"
      min={spec.min}
      max={spec.max}
      step={spec.type === 'integer' ? 1 : 'any'}
      required
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
