import { setUi, useUi } from '../ui/ui-store.ts';

/** Of the names under which `useDefaultLayout` keeps the arrangement. */
export const LAYOUT_PREFIX = 'botpit-layout-';

/** Forget the arrangement, and lay the panels out as they were at first. */
export function resetLayout(): void {
  for (const key of Object.keys(localStorage)) if (key.includes(LAYOUT_PREFIX)) localStorage.removeItem(key);
  setUi({ layoutVersion: useUi.getState().layoutVersion + 1, columns: null });
}
