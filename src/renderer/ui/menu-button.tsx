import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './icon-button.tsx';

interface MenuButtonProps {
  /** Id of the menu. Its stylesheet anchors the menu to the button, whose class is `ID-button`. */
  readonly id: string;
  readonly icon: LucideIcon;
  /** Accessible name and tooltip of the button. */
  readonly label: string;
  /** Class of the menu. */
  readonly className: string;
  readonly children: ReactNode;
}

/** A button, and the menu that opens below it. */
export function MenuButton({ id, icon, label, className, children }: MenuButtonProps) {
  const button = `${id}-button`;
  return (
    <>
      <IconButton icon={icon} label={label} className={button} popoverTarget={id} data-testid={button} />
      <div id={id} popover="auto" className={`popover-menu ${className}`}>
        {children}
      </div>
    </>
  );
}
