/** The form that adds bots: strategy, name and count. */
import { Check, Plus } from 'lucide-react';
import { BUILT_INS } from '../../contract/built-in-strategies.ts';
import { NAME_LENGTH_MAX, NAME_PATTERN } from '../pit/bot-names.ts';
import { chooseStrategy, clearDraft, setBotDraft } from './bot-draft.ts';
import { ClassField } from './class-field.tsx';
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
      <StrategySelect
        label="Strategy"
        about="Strategy (N)"
        testId="strategy-select"
        builtIns={BUILT_INS}
        value={form.chosen}
        onChange={chooseStrategy}
      />
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
          testId="strategy-class"
          value={form.className}
          onChange={(typedClass) => setBotDraft({ typedClass, params: {} })}
        />
      )}
      {description?.ok === false && <StrategyError path={form.path} reason={description.reason} />}
      {form.edited === null && <InstrumentField description={description} />}
      <ParamForm description={description} />
      <label htmlFor="bot-name">Name</label>
      <label htmlFor="bot-count" className="how-many">
        How many
      </label>
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
        id="bot-count"
        type="number"
        data-testid="bot-count"
        aria-label="How many"
        title={`Number of bots: 1 to ${COUNT_MAX}`}
        value={form.count}
        disabled={form.edited !== null}
        min={1}
        max={COUNT_MAX}
        required
        onChange={(event) => setBotDraft({ count: event.target.value })}
      />
      <SubmitButton edited={form.edited} canAdd={form.canAdd} />
    </form>
  );
}

interface SubmitButtonProps {
  /** Bot whose parameters the form changes. Null: the form adds bots. */
  readonly edited: string | null;
  readonly canAdd: boolean;
}

function SubmitButton({ edited, canAdd }: SubmitButtonProps) {
  return edited === null ? (
    <button type="submit" className="button" data-testid="bot-add" disabled={!canAdd}>
      <Plus size={14} aria-hidden /> Add
    </button>
  ) : (
    <button
      type="submit"
      className="button"
      data-testid="bot-apply"
      title={`Restart ${edited} with these parameters`}
      disabled={!canAdd}
    >
      <Check size={14} aria-hidden /> Apply
    </button>
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
