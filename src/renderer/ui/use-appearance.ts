import { useLayoutEffect } from 'react';
import { useUi } from './ui-store.ts';

/** Sets the appearance on the document, where the style sheets read it. */
export function useAppearanceOnDocument(): void {
  const theme = useUi((ui) => ui.theme);
  const palette = useUi((ui) => ui.palette);
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.dataset['palette'] = palette;
  }, [theme, palette]);
}
