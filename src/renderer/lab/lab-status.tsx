/** The lab in the status bar, after one has started: its progress, and a button that opens its window. */
import { FlaskConical } from 'lucide-react';
import { usePit } from '../pit/pit-store.ts';
import { setUi } from '../ui/ui-store.ts';
import { labStatusText } from './lab-text.ts';

export function LabStatus() {
  const text = usePit((pit) => labStatusText(pit.lab));
  if (text === undefined) return null;
  return (
    <button
      type="button"
      className="lab-status"
      title="Open the lab"
      data-testid="lab-status"
      onClick={() => setUi({ labOpen: true })}
    >
      <FlaskConical size={12} aria-hidden /> {text}
    </button>
  );
}
