import type { Limit, Unit } from './limits.ts';
import { bytesFrom, bytesText, millisecondsFrom, millisecondsText } from './quantities.ts';

/** How a number is written on the command line. */
interface Syntax {
  readonly words: string;
  /** NaN for what is written otherwise. */
  readonly from: (text: string) => number;
  readonly text: (value: number) => string;
}

const WHOLE: Syntax = {
  words: 'a whole number',
  from: (text) => (/^\d+$/.test(text) ? Number(text) : NaN),
  text: String,
};

const SYNTAX: Readonly<Record<Unit, Syntax>> = {
  'port number': WHOLE,
  clients: WHOLE,
  'messages a second': WHOLE,
  messages: WHOLE,
  answers: WHOLE,
  lines: WHOLE,
  copies: WHOLE,
  connections: WHOLE,
  bytes: { words: 'a size such as 64k or 8m,', from: bytesFrom, text: bytesText },
  milliseconds: {
    words: 'a time such as 500ms, 10s or 2m,',
    from: millisecondsFrom,
    text: millisecondsText,
  },
  'file mode': {
    words: 'an octal mode such as 660,',
    from: (text) => (/^[0-7]{1,4}$/.test(text) ? parseInt(text, 8) : NaN),
    text: (value) => value.toString(8),
  },
};

/** Reads the value of a limit. NaN for what it cannot be. */
export function limitFrom({ min, max, unit }: Limit, text: string): number {
  const value = SYNTAX[unit].from(text);
  return value >= min && value <= max ? value : NaN;
}

/** What a limit takes: `a size such as 64k or 8m, from 1 to 1g`. */
export function wanted(limit: Limit): string {
  return `${SYNTAX[limit.unit].words} from ${range(limit)}`;
}

/** What a limit may be: `1 to 1g`. */
export function range({ min, max, unit }: Limit): string {
  const { text } = SYNTAX[unit];
  return `${text(min)} to ${text(max)}`;
}

/** What a limit is where nothing is asked for: `8m`. */
export function usual(limit: Limit): string {
  return limitText(limit, limit.default);
}

/** A value of a limit, as `limitFrom` reads it: `8m`. */
export function limitText(limit: Limit, value: number): string {
  return SYNTAX[limit.unit].text(value);
}

/** Default and range, and what 0 is: `50ms, 0 to 576h; 0: never`. */
export function usualAndRange(limit: Limit): string {
  const nought = limit.zero === undefined ? '' : `; 0: ${limit.zero}`;
  return `${usual(limit)}, ${range(limit)}${nought}`;
}
