/** What is remembered, and for how long: as long as the browser keeps it, or as long as the tab is there. */
const STORES = {
  name: () => localStorage,
  theme: () => localStorage,
  draft: () => sessionStorage,
} as const;
type Thing = keyof typeof STORES;

/** What was remembered; '' where nothing was, or where the browser keeps nothing. */
export function recall(thing: Thing): string {
  try {
    return STORES[thing]().getItem(`talk.${thing}`) ?? '';
  } catch {
    return '';
  }
}

/** Remembers it; '' forgets. */
export function remember(thing: Thing, value: string): void {
  try {
    if (value === '') STORES[thing]().removeItem(`talk.${thing}`);
    else STORES[thing]().setItem(`talk.${thing}`, value);
  } catch {
    // A browser that keeps nothing is no reason not to talk.
  }
}
