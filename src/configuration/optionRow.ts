import type { Limit } from '../limits.ts';
import type { Told } from './manual.ts';

/** What an option takes. Where it may be left out and has no default, `absent` says what that is. */
export type OptionValue =
  | { readonly kind: 'limit'; readonly limit: Limit; readonly absent?: string }
  | TextValue
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly default: string }
  | {
      readonly kind: 'list';
      /** Throws `OptionError` for what can be no entry. */
      readonly check: (entry: string) => unknown;
      readonly absent?: string;
    }
  | { readonly kind: 'switch' };

/** A `file` is a path. */
interface TextValue {
  readonly kind: 'text' | 'file';
  readonly default?: string;
  readonly absent?: string;
  /** Gives the text as it is meant. Throws `OptionError` for what it cannot be. */
  readonly check?: (text: string) => string;
  /** What `check` takes, as far as a regular expression can say it. */
  readonly pattern?: string;
  /** Whether no text at all means something. */
  readonly mayBeEmpty?: true;
}

/** All that is known of an option: its flag, its variable, its key in a file, its help and its manual are made of it. */
export interface OptionRow {
  readonly flag: `--${string}`;
  readonly short?: `-${string}`;
  /** What stands for the value: `number`. A switch has none. */
  readonly argument?: string;
  readonly describes: string;
  readonly group: string;
  readonly value: OptionValue;
  /** Without one of these it is of no use. */
  readonly needs?: readonly `--${string}`[];
  /** A value, for those who are told to give one. */
  readonly example?: string;
}

/** A program, as far as its options, their help and its manual go. */
export interface ProgramTable {
  readonly name: string;
  readonly describes: string;
  /** With what the names of its variables begin: `TALK_`. */
  readonly prefix: string;
  readonly settings: readonly OptionRow[];
  /** What may stand in the environment alone, by the name of the variable: what it is. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The lines of its input that it does something about. */
  readonly typed?: readonly Told[];
}

/** `maxClients` for `--max-clients`: what commander, and a file, call it. */
export function keyOf({ flag }: OptionRow): string {
  return camelCase(flag.slice(2));
}

/** `TALK_MAX_CLIENTS` for `--max-clients`. */
export function variableOf({ prefix }: ProgramTable, { flag }: OptionRow): string {
  return prefix + flag.slice(2).replaceAll('-', '_').toUpperCase();
}

/** What turns a switch off again: `--no-verbose`. */
export function offFlag({ flag }: OptionRow): `--${string}` {
  return `--no-${flag.slice(2)}`;
}

function camelCase(words: string): string {
  return words.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The values of all options of a table, by their keys, each of the type that its row says. */
export type Values<Rows extends readonly OptionRow[]> = {
  readonly [Row in Rows[number] as KeyOf<Row['flag']>]: ValueOf<Row['value']>;
};

type KeyOf<Flag> = Flag extends `--${infer Words}` ? CamelCase<Words> : never;

type CamelCase<Words> = Words extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Words;

type ValueOf<Value> = Value extends { readonly kind: 'limit' }
  ? number | Absent<Value>
  : Value extends { readonly kind: 'switch' }
    ? boolean
    : Value extends { readonly kind: 'list' }
      ? readonly string[] | undefined
      : Value extends { readonly kind: 'choice'; readonly choices: readonly (infer Choice)[] }
        ? Choice
        : Value extends { readonly default: string }
          ? string
          : string | undefined;

type Absent<Value> = Value extends { readonly absent: string } ? undefined : never;
