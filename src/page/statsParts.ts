import { byId } from './dom.ts';

/** What is in a part of the page: not to find it is an error of the page. */
export function find(within: ParentNode, selector: string): Element {
  const found = within.querySelector(selector);
  if (found === null) throw new Error(`The page has no ${selector}.`);
  return found;
}

/** A copy of what is in the template of this id, put at the end of `parent`. */
export function addCopy(id: string, parent: HTMLElement): HTMLElement {
  const [inside] = byId(id, HTMLTemplateElement).content.children;
  const copy = inside?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error(`The template #${id} is empty.`);
  parent.append(copy);
  return copy;
}
