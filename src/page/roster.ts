/** Somebody in the room. */
export interface Person {
  /** Tells this connection from every other one of the server. */
  readonly id: number;
  /** As last said; `<unknown>` until then. */
  readonly name: string;
}

/** What the server tells about the room: everybody, or what has changed since. */
export type RosterNews =
  | {
      readonly type: 'roster';
      readonly you: number;
      readonly count: number;
      readonly clients: readonly Person[];
    }
  | {
      readonly type: 'changes';
      readonly count: number;
      readonly joined: readonly Person[];
      readonly named: readonly Person[];
      readonly left: readonly number[];
    };

/** Reads what the server tells; undefined for what is nothing of this kind, which a newer server may send. */
export function parseRosterNews(json: string): RosterNews | undefined {
  const news = parsed(json);
  if (!isRecord(news) || !isWhole(news['count'])) return undefined;
  const { type, count, you, clients, joined, named, left } = news;
  if (type === 'roster' && isWhole(you) && arePeople(clients)) return { type, you, count, clients };
  if (type === 'changes' && arePeople(joined) && arePeople(named) && isArrayOf(left, isWhole)) {
    return { type, count, joined, named, left };
  }
  return undefined;
}

/** Who is here, in the order in which they came. */
export class Roster {
  readonly people = new Map<number, Person>();
  /** Which of them this page is. */
  you: number | undefined;
  /** How many are here, those who are not listed among them. */
  count = 0;

  apply(news: RosterNews): void {
    this.count = news.count;
    switch (news.type) {
      case 'roster':
        this.people.clear();
        this.you = news.you;
        this.#set(news.clients);
        break;
      case 'changes':
        this.#set(news.joined);
        this.#set(news.named);
        for (const id of news.left) this.people.delete(id);
        break;
    }
  }

  #set(people: readonly Person[]): void {
    for (const person of people) this.people.set(person.id, person);
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function arePeople(value: unknown): value is readonly Person[] {
  return isArrayOf(value, (entry): entry is Person => {
    return isRecord(entry) && isWhole(entry['id']) && typeof entry['name'] === 'string';
  });
}

function isArrayOf<Entry>(
  value: unknown,
  fits: (entry: unknown) => entry is Entry,
): value is readonly Entry[] {
  return Array.isArray(value) && value.every(fits);
}
