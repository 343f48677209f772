/** Pixels that a keyboard on the screen may differ from the page by without being one: bars that come and go. */
const KEYBOARD = 100;

/**
 * Keeps the page within what a keyboard on the screen leaves free, where the browser lays the keyboard over the page
 * (Safari) instead of making the page smaller.
 */
export function keepVisible(): void {
  const { visualViewport } = window;
  if (visualViewport === null) return;
  visualViewport.addEventListener('resize', () => {
    const { height, scale } = visualViewport;
    const isCovered = scale === 1 && window.innerHeight - height > KEYBOARD;
    document.documentElement.style.setProperty('--visible-height', isCovered ? `${height}px` : '100dvh');
    if (isCovered) window.scrollTo(0, 0);
  });
}
