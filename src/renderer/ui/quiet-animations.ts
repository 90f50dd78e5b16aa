/**
 * React listens to the start and the end of every animation, on the page's root, and nobody in this window does: a busy
 * order book has hundreds of flashes a second. They are stopped before they get there.
 */
const TYPES = ['animationstart', 'animationend'] as const;

export function quietAnimations(): void {
  for (const type of TYPES) {
    window.addEventListener(type, (event) => event.stopImmediatePropagation(), { capture: true });
  }
}
