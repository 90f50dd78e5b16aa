/**
 * React listens to the start and the end of every animation on the page's root. This window never needs them, and a
 * busy order book has hundreds of flashes per second. This function stops the events before they reach React.
 */
const TYPES = ['animationstart', 'animationend'] as const;

export function quietAnimations(): void {
  for (const type of TYPES) {
    window.addEventListener(type, (event) => event.stopImmediatePropagation(), { capture: true });
  }
}
