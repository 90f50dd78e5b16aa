import { FlaskConical } from 'lucide-react';
import type { FormEvent } from 'react';
import { formatCount } from '../format/numbers.ts';
import { usePit } from '../pit/pit-store.ts';
import { LabStrategyField } from './lab-strategy-field.tsx';
import { MINUTES, numericParams, seedsBounds, setLabDraft, toggleRoom, type LabDraft } from './lab-draft.ts';
import type { useLab } from './use-lab.ts';

type Form = ReturnType<typeof useLab>;

export function LabForm({ form }: { readonly form: Form }) {
  const { draft, descriptions, canStart } = form;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (canStart) void form.start();
  };
  return (
    <form className="lab-form" aria-label="Lab" onSubmit={submit}>
      <LabStrategyField side="a" draft={draft.a} description={descriptions.a} />
      <LabStrategyField side="b" draft={draft.b} description={descriptions.b} />
      {draft.b.chosen === '' && <Sweep form={form} />}
      <Rooms chosen={draft.rooms} />
      <div className="lab-numbers">
        <NumberField
          label="Seeds"
          about="Markets that each strategy trades: more of them make the intervals narrower"
          testId="lab-seeds"
          value={draft.seeds}
          bounds={seedsBounds(draft)}
          onChange={(seeds) => setLabDraft({ seeds })}
        />
        <NumberField
          label="Minutes"
          about="Minutes that each seed trades"
          testId="lab-minutes"
          value={draft.minutes}
          bounds={MINUTES}
          onChange={(minutes) => setLabDraft({ minutes })}
        />
      </div>
      <footer>
        <button type="submit" className="button primary" data-testid="lab-start" disabled={!canStart}>
          <FlaskConical size={14} aria-hidden /> Start
        </button>
        <RunCount draft={draft} />
      </footer>
    </form>
  );
}

/** Number of runs that the form requests. The variants of a sweep are counted when the lab starts. */
function RunCount({ draft: { b, rooms, seeds, minutes, sweepParam } }: { readonly draft: LabDraft }) {
  const count = (b.chosen === '' ? 1 : 2) * Math.max(1, rooms.length) * Number(seeds);
  const isSweep = b.chosen === '' && sweepParam !== '';
  return (
    <p className="muted">
      {formatCount(count)} runs of {minutes} min{isSweep ? ' for each value' : ''}
    </p>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly about: string;
  readonly testId: string;
  readonly value: string;
  readonly bounds: { readonly min: number; readonly max: number };
  readonly onChange: (value: string) => void;
}

function NumberField({ label, about, testId, value, bounds, onChange }: NumberFieldProps) {
  return (
    <label title={`${about}: ${bounds.min} to ${bounds.max}`}>
      <span>{label}</span>
      <input
        type="number"
        data-testid={testId}
        value={value}
        {...bounds}
        step={1}
        required
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

function Rooms({ chosen }: { readonly chosen: readonly string[] }) {
  const rooms = usePit((pit) => pit.settings?.rooms);
  if (rooms === undefined) return null;
  return (
    <fieldset className="lab-rooms">
      <legend>Rooms</legend>
      {rooms.map(({ name, about }) => (
        <label key={name} title={about}>
          <input
            type="checkbox"
            data-testid={`lab-room-${name}`}
            checked={chosen.includes(name)}
            onChange={() => toggleRoom(name)}
          />
          {name}
        </label>
      ))}
      <p className="muted">
        {chosen.length === 0
          ? 'No room: the crowd trades as usual.'
          : 'The lab runs all seeds in each room, and writes a report for each.'}
      </p>
    </fieldset>
  );
}

/** Values of one parameter of a, in place of a second strategy. */
function Sweep({ form: { draft, descriptions } }: { readonly form: Form }) {
  const names = numericParams(descriptions.a);
  if (names.length === 0) return null;
  return (
    <fieldset className="lab-sweep">
      <legend>Sweep</legend>
      <select
        data-testid="lab-sweep-param"
        aria-label="Parameter to sweep"
        value={draft.sweepParam}
        onChange={(event) => setLabDraft({ sweepParam: event.target.value })}
      >
        <option value="">no parameter</option>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <input
        data-testid="lab-sweep-values"
        aria-label="Values"
        title="Values such as 0.1,0.2,0.5, or a range and its step such as 10..40/10"
        placeholder="0.1,0.2 or 10..40/10"
        value={draft.sweepValues}
        disabled={draft.sweepParam === ''}
        required={draft.sweepParam !== ''}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setLabDraft({ sweepValues: event.target.value })}
      />
      <p className="muted">Half of the seeds choose the best value, the other half judge it.</p>
    </fieldset>
  );
}
