/** Where a text stops being JSON. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  /** What stands there, shortened: `}`; undefined for the end of the text. */
  readonly found: string | undefined;
}

/** What `JSON.parse` does not tell, or each Node otherwise. */
export interface JsonScan {
  readonly fault: JsonFault | undefined;
  /** The keys of the outermost object, in their order, each as often as it is there. */
  readonly keys: readonly string[];
}

const BLANKS = /[ \t\n\r]*/y;
const TOKEN =
  /[{}[\]:,]|"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

type Container = '{' | '[';
/** What may come next. */
type Expectation = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'end';

/** Looks through a text, however deep it is. */
export function jsonScan(text: string): JsonScan {
  const open: Container[] = [];
  const keys: string[] = [];
  let expected: Expectation = 'value';
  for (let at = past(BLANKS, text, 0); ; at = past(BLANKS, text, at)) {
    if (expected === 'end' && at === text.length) return { fault: undefined, keys };
    const end = past(TOKEN, text, at);
    const token = text.slice(at, end);
    const next = after(expected, token, open);
    if (next === undefined) return { fault: faultAt(text, at), keys };
    if (next === ':' && open.length === 1) keys.push(JSON.parse(token) as string); // a text in quotes
    expected = next;
    at = end;
  }
}

/** Undefined for a token that may not be there, or is none. Keeps what is open. */
function after(expected: Expectation, token: string, open: Container[]): Expectation | undefined {
  const inside = open.at(-1);
  switch (expected) {
    case 'end':
      return undefined;
    case ':':
      return token === ':' ? 'value' : undefined;
    case 'key or }':
      if (token === '}') return closed(open);
      return token.startsWith('"') ? ':' : undefined;
    case 'key':
      return token.startsWith('"') ? ':' : undefined;
    case ', or end':
      if (token === ',') return inside === '{' ? 'key' : 'value';
      return token === (inside === '{' ? '}' : ']') ? closed(open) : undefined;
    case 'value or ]':
      return token === ']' ? closed(open) : value(token, open);
    case 'value':
      return value(token, open);
  }
}

function value(token: string, open: Container[]): Expectation | undefined {
  if (token === '' || /^[}\]:,]/.test(token)) return undefined;
  if (token !== '{' && token !== '[') return open.length === 0 ? 'end' : ', or end';
  open.push(token);
  return token === '{' ? 'key or }' : 'value or ]';
}

function closed(open: Container[]): Expectation {
  open.pop();
  return open.length === 0 ? 'end' : ', or end';
}

function past(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

const SHOWN = 20;

function faultAt(text: string, at: number): JsonFault {
  const before = text.slice(0, at).split('\n');
  const [found] = /^[\w.+-]+|^[^]/u.exec(text.slice(at, at + SHOWN)) ?? [];
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, found };
}
