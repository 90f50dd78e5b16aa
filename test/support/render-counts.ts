/**
 * Counts the components that React rendered in each panel. It runs in the page and reads the marks that React leaves on
 * its tree at each commit, like the developer tools.
 */
import type { Page } from 'playwright-core';

/** By the id of the panel's element; components outside of all panels count for ''. */
export type RenderCounts = Readonly<Record<string, number>>;

interface Fiber {
  readonly type: unknown;
  readonly stateNode: unknown;
  readonly flags: number;
  readonly alternate: Fiber | null;
  readonly child: Fiber | null;
  readonly sibling: Fiber | null;
}

interface CountingWindow {
  renderCounts: Record<string, number>;
}

/** Reload the page with a listener on React. */
export async function listenToRenders(page: Page): Promise<void> {
  await page.addInitScript(countRenders);
  await page.reload();
}

/** Since the last call. */
export function takeRenderCounts(page: Page): Promise<RenderCounts> {
  return page.evaluate(() => {
    const counting = window as unknown as CountingWindow;
    const counts = counting.renderCounts;
    counting.renderCounts = {};
    return counts;
  });
}

function countRenders(): void {
  const counting = window as unknown as CountingWindow;
  counting.renderCounts = {};
  /** React's mark of a component that has rendered. */
  const PERFORMED_WORK = 1;
  const isComponent = ({ type }: Fiber) =>
    typeof type === 'function' || (typeof type === 'object' && type !== null && 'compare' in type);
  const panelOf = ({ stateNode }: Fiber, around: string) =>
    stateNode instanceof HTMLElement && stateNode.id.startsWith('panel-') ? stateNode.id : around;
  const visit = (fiber: Fiber, around: string) => {
    const panel = panelOf(fiber, around);
    if (isComponent(fiber) && (fiber.flags & PERFORMED_WORK) !== 0)
      counting.renderCounts[panel] = (counting.renderCounts[panel] ?? 0) + 1;
    // Below a component without work the tree is unchanged.
    if (fiber.alternate !== null && fiber.alternate.child === fiber.child) return;
    for (let child = fiber.child; child !== null; child = child.sibling)
      if (child !== child.alternate) visit(child, panel);
  };
  const hook = {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberRoot: (_renderer: number, { current }: { readonly current: Fiber }) => visit(current, ''),
    onPostCommitFiberRoot: () => {},
    onCommitFiberUnmount: () => {},
  };
  Object.assign(counting, { __REACT_DEVTOOLS_GLOBAL_HOOK__: hook });
}
