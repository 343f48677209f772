import { byId, make } from './dom.ts';
import { hueOf } from './hue.ts';
import { MOST_NAMES } from './limits.ts';
import { printableName } from './printable.ts';
import type { Person, Roster } from './roster.ts';
import { initialOf } from './initial.ts';

/** What the server calls somebody who has not said a name. */
const NAMELESS = '<unknown>';

/** The list of who is here, with this page's own name first. */
export class RosterView {
  readonly #list = byId('people', HTMLUListElement);
  readonly #more = byId('more', HTMLElement);
  readonly #counts = document.querySelectorAll('.count');
  readonly #rows = new Map<
    number,
    { readonly person: Person; readonly isYou: boolean; readonly row: HTMLLIElement }
  >();

  /** @param ownName which the page knows before the server has heard it. */
  show({ people, you, count }: Roster, ownName: string): void {
    const own = you === undefined || !people.has(you) ? undefined : { id: you, name: ownName };
    const others = [...people.values()].filter(({ id }) => id !== you);
    const listed = [...(own === undefined ? [] : [own]), ...others].slice(0, MOST_NAMES);
    this.#keep(new Set(listed.map(({ id }) => id)));
    listed.forEach((person, index) => {
      const row = this.#rowOf(person, person.id === you);
      const there = this.#list.children.item(index);
      if (there !== row) this.#list.insertBefore(row, there);
    });
    const more = count - listed.length;
    this.#tell(
      count === 1 ? 'Nobody else is here yet.' : more > 0 ? `and ${more.toLocaleString()} more` : '',
    );
    for (const element of this.#counts) element.textContent = count.toLocaleString();
  }

  /** Nobody knows who is here while there is no connection. */
  forget(): void {
    this.#keep(new Set());
    this.#tell('Not known while there is no connection.');
    for (const element of this.#counts) element.textContent = '–';
  }

  #tell(words: string): void {
    this.#more.hidden = words === '';
    this.#more.textContent = words;
  }

  #keep(ids: ReadonlySet<number>): void {
    for (const [id, { row }] of this.#rows) {
      if (ids.has(id)) continue;
      row.remove();
      this.#rows.delete(id);
    }
  }

  #rowOf(person: Person, isYou: boolean): HTMLLIElement {
    const known = this.#rows.get(person.id);
    if (known?.person.name === person.name && known.isYou === isYou) return known.row;
    const row = newRow(person, isYou);
    known?.row.replaceWith(row);
    this.#rows.set(person.id, { person, isYou, row });
    return row;
  }
}

function newRow({ name }: Person, isYou: boolean): HTMLLIElement {
  const isNameless = name === NAMELESS;
  const avatar = make('span', 'avatar', initialOf(isNameless ? undefined : name));
  avatar.ariaHidden = 'true';
  const shown = make('bdi', 'name', isNameless ? 'no name yet' : printableName(name));
  const row = make('li', isNameless ? 'hue-none' : `hue-${hueOf(name)}`, avatar, shown);
  if (isYou) row.append(make('span', 'you', 'you'));
  return row;
}
