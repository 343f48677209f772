import { Writable } from 'node:stream';
import { isObservable } from 'rxjs';
import { OptionError } from './errors.ts';
import { shown } from './limits.ts';

/** What an option must be that is no number, for those whom TypeScript does not tell. */
export interface Kind {
  readonly words: string;
  /** What is not of this kind: the value itself, or some of its entries. */
  readonly misfits: (value: unknown) => readonly unknown[];
}

export const TEXT = one('a string', (value) => typeof value === 'string');
export const YES_OR_NO = one('true or false', (value) => typeof value === 'boolean');
export const OPERATOR = one(
  'an operator of rxjs, such as filter(…) or pipe(…)',
  (value) => typeof value === 'function',
);
export const FACTORY = one('a backplane, such as natsBackplane(…)', (value) => typeof value === 'function');
export const WEB_FACTORY = one('a web front, such as webFront(…)', (value) => typeof value === 'function');
export const WRITABLE = one('a writable stream of Node', (value) => value instanceof Writable);
export const OBSERVABLE = one('an Observable of rxjs', isObservable);

export function oneOf(choices: readonly unknown[]): Kind {
  return one(`one of ${choices.join(', ')}`, (value) => choices.includes(value));
}

/** An array whose entries all fit. */
export function arrayOf(words: string, fits: (entry: unknown) => boolean): Kind {
  return {
    words,
    misfits: (value) => {
      if (!Array.isArray(value)) return [value];
      const entries: readonly unknown[] = value;
      return entries.filter((entry) => !fits(entry));
    },
  };
}

/** Throws `OptionError` for the first option that is not of its kind. Undefined is as good as left out. */
export function checkKinds<Name extends string>(
  options: Readonly<Partial<Record<Name, unknown>>>,
  kinds: Readonly<Record<Name, Kind>>,
): void {
  for (const name in kinds) {
    const { words, misfits } = kinds[name];
    const value: unknown = options[name];
    const wrong = value === undefined ? [] : misfits(value);
    if (wrong.length > 0) throw new OptionError(`${name} must be ${words}, not ${shown(wrong[0])}`);
  }
}

function one(words: string, fits: (value: unknown) => boolean): Kind {
  return { words, misfits: (value) => (fits(value) ? [] : [value]) };
}
