/** The form that adds bots: strategy, name and count. */
import { Check, Plus } from 'lucide-react';
import { CLASS_PATTERN, NAME_LENGTH_MAX, NAME_PATTERN } from '../pit/bot-names.ts';
import { chooseStrategy, clearDraft, setBotDraft } from './bot-draft.ts';
import { ParamForm, ParamToggle } from './param-form.tsx';
import { InstrumentField } from './instrument-field.tsx';
import { StrategyError } from './strategy-error.tsx';
import { StrategySelect } from './strategy-select.tsx';
import { useBotForm } from './use-bot-form.ts';

const COUNT_MAX = 50;

export function BotPicker() {
  const form = useBotForm();
  const { description } = form;
  return (
    <form className="bot-picker" aria-label="New bot" onSubmit={form.submit}>
      {form.edited !== null && <EditNote name={form.edited} />}
      <StrategySelect value={form.chosen} onChange={chooseStrategy} />
      <ParamToggle />
      <button
        type="button"
        className="button"
        title="Pick a strategy file of your own, .ts or .js"
        data-testid="strategy-file"
        onClick={() => void form.pickFile()}
      >
        File…
      </button>
      {form.isFile && (
        <ClassField
          value={form.className}
          onChange={(typedClass) => setBotDraft({ typedClass, params: {} })}
        />
      )}
      {description?.ok === false && <StrategyError path={form.path} reason={description.reason} />}
      {form.edited === null && <InstrumentField description={description} />}
      <ParamForm description={description} />
      <input
        id="bot-name"
        data-testid="bot-name"
        aria-label="Name of the bot, which is its account"
        title={`Account name: 1 to ${NAME_LENGTH_MAX} of A-Z a-z 0-9 _ . -`}
        value={form.name}
        disabled={form.edited !== null}
        pattern={NAME_PATTERN}
        maxLength={NAME_LENGTH_MAX}
        required
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setBotDraft({ name: event.target.value })}
      />
      <input
        type="number"
        data-testid="bot-count"
        aria-label="How many"
        title={`How many: 1 to ${COUNT_MAX}`}
        value={form.count}
        disabled={form.edited !== null}
        min={1}
        max={COUNT_MAX}
        required
        onChange={(event) => setBotDraft({ count: event.target.value })}
      />
      {form.edited === null ? (
        <button type="submit" className="button" data-testid="bot-add" disabled={!form.canAdd}>
          <Plus size={14} aria-hidden /> Add
        </button>
      ) : (
        <button
          type="submit"
          className="button"
          data-testid="bot-apply"
          title={`Restart ${form.edited} with these parameters`}
          disabled={!form.canAdd}
        >
          <Check size={14} aria-hidden /> Apply
        </button>
      )}
    </form>
  );
}

function EditNote({ name }: { readonly name: string }) {
  return (
    <p className="edit-note" data-testid="edit-note">
      <span className="name" title={name}>
        Parameters of {name}
      </span>
      <button type="button" className="text-button" onClick={clearDraft}>
        Cancel
      </button>
    </p>
  );
}

interface ClassFieldProps {
  readonly value: string;
  readonly onChange: (className: string) => void;
}

/** The class, where a file exports several. */
function ClassField({ value, onChange }: ClassFieldProps) {
  return (
    <input
      className="class-field"
      data-testid="strategy-class"
      aria-label="Class in the file, where it has several"
      title="Class in the file, where it has several: an identifier such as MyStrategy"
      placeholder="Class, if the file has several"
      value={value}
      pattern={CLASS_PATTERN}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
