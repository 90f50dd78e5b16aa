import './key-map.css';
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { IconButton } from '../ui/icon-button.tsx';
import { keyMap, modifierName } from '../commands/keys.ts';
import { usePit } from '../pit/pit-store.ts';
import { setUi, useUi } from '../ui/ui-store.ts';

const close = () => setUi({ keyMapOpen: false });

export function KeyMap() {
  const isOpen = useUi((ui) => ui.keyMapOpen);
  return isOpen ? <KeyMapDialog /> : null;
}

function KeyMapDialog() {
  const ref = useRef<HTMLDialogElement>(null);
  const hasPit = usePit((pit) => pit.hasPit);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog ref={ref} className="key-map" aria-labelledby="key-map-title" onClose={close}>
      <header>
        <h2 id="key-map-title">Keys</h2>
        <IconButton icon={X} label="Close (Esc)" onClick={close} />
      </header>
      <dl>
        {keyMap(modifierName(navigator.platform), hasPit).map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="credit">
        Charts by TradingView Lightweight Charts™, © 2025 TradingView, Inc., https://www.tradingview.com/
      </p>
    </dialog>
  );
}
