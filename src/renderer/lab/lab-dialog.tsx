/** Tools → Lab: tests whether one strategy is better than another or only lucky. */
import './lab.css';
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { IconButton } from '../ui/icon-button.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';
import { LabForm } from './lab-form.tsx';
import { LabAnswer } from './lab-answer.tsx';
import { useLab } from './use-lab.ts';

const close = () => setUi({ labOpen: false });

export function LabDialog() {
  const isOpen = useUi((ui) => ui.labOpen);
  return isOpen ? <OpenLab /> : null;
}

function OpenLab() {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    ref.current?.showModal();
    ref.current?.querySelector('select')?.focus();
  }, []);
  const form = useLab();
  return (
    <dialog
      ref={ref}
      className="lab"
      aria-labelledby="lab-title"
      data-testid="lab-dialog"
      onClose={close}
      onKeyDown={(event) => event.stopPropagation()} // the panels behind it receive no keys
    >
      <header>
        <h2 id="lab-title">Lab</h2>
        <p className="muted">Is one strategy better than another, or is it luck?</p>
        <IconButton icon={X} label="Close (Esc)" onClick={() => ref.current?.close()} />
      </header>
      <LabForm form={form} />
      <LabAnswer lab={form.lab} refusal={form.refusal} onOpened={() => ref.current?.close()} />
    </dialog>
  );
}
