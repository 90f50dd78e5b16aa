/** Field for the class, when a file exports several. */
import { CLASS_PATTERN } from '../pit/bot-names.ts';

interface ClassFieldProps {
  readonly testId: string;
  readonly value: string;
  readonly onChange: (className: string) => void;
}

export function ClassField({ testId, value, onChange }: ClassFieldProps) {
  return (
    <input
      className="class-field"
      data-testid={testId}
      aria-label="Class to run if the file has several"
      title="Class to run if the file has several: an identifier such as MyStrategy"
      placeholder="Class, if the file has several"
      value={value}
      pattern={CLASS_PATTERN}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
