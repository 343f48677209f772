import { OptionError } from '../errors.ts';
import { limitFrom, limitText, wanted } from '../limitSyntax.ts';
import type { OptionValue } from './optionRow.ts';

/** What was made of a text, or of JSON: a value, or why it is none. `wants` goes on where `must be` has begun. */
export type Reading =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'misfit'; readonly wants: string }
  | { readonly kind: 'refused'; readonly says: string };

const ON = /^(?:1|true|yes|on)$/i;
const OFF = /^(?:0|false|no|off)$/i;

/** Reads a value as a flag or a variable has it. */
export function fromText(value: OptionValue, text: string): Reading {
  switch (value.kind) {
    case 'limit': {
      const number = limitFrom(value.limit, text);
      return Number.isNaN(number) ? misfit(wanted(value.limit)) : { kind: 'value', value: number };
    }
    case 'text':
    case 'file':
      if (text.includes('\0') && value.mayBeEmpty !== true) return misfit('a text without a NUL');
      return checked(() => value.check?.(text) ?? text);
    case 'choice':
      return value.choices.includes(text) ? { kind: 'value', value: text } : misfit(oneOf(value.choices));
    case 'list':
      return checked(() => {
        const entries = text.split(',').map((entry) => entry.trim());
        entries.forEach((entry) => value.check(entry));
        return entries;
      });
    case 'switch':
      if (ON.test(text) || OFF.test(text)) return { kind: 'value', value: ON.test(text) };
      return misfit('1, true, yes or on, or 0, false, no or off');
  }
}

/** Reads a value as a file has it: as text, or as the JSON that says the same. */
export function fromJson(value: OptionValue, json: unknown): Reading {
  switch (value.kind) {
    case 'limit':
      return limitFromJson(value, json);
    case 'text':
    case 'choice':
    case 'file':
      return typeof json === 'string' ? fromText(value, json) : misfit(jsonWanted(value));
    case 'list':
      if (typeof json === 'string') return fromText(value, json);
      return isTexts(json) ? fromText(value, json.join(',')) : misfit(jsonWanted(value));
    case 'switch':
      return typeof json === 'boolean' ? { kind: 'value', value: json } : misfit(jsonWanted(value));
  }
}

/** A value as JSON that `fromJson` reads, and that tells its unit. */
export function toJson(value: OptionValue, set: unknown): unknown {
  if (value.kind !== 'limit' || typeof set !== 'number') return set;
  const { unit } = value.limit;
  const hasUnit = unit === 'bytes' || unit === 'milliseconds' || unit === 'file mode';
  return hasUnit ? limitText(value.limit, set) : set;
}

/** What it is where nothing is said. Undefined where that is nothing. */
export function defaultOf(value: OptionValue): unknown {
  switch (value.kind) {
    case 'limit':
      return value.absent === undefined ? value.limit.default : undefined;
    case 'switch':
      return false;
    case 'text':
    case 'file':
    case 'choice':
      return value.default;
    case 'list':
      return undefined;
  }
}

/** The digits of a mode are octal, as those of a number in JSON are not. */
function limitFromJson(value: OptionValue & { readonly kind: 'limit' }, json: unknown): Reading {
  const isMode = value.limit.unit === 'file mode';
  if (typeof json === 'string') return fromText(value, json);
  if (Number.isSafeInteger(json) && !isMode) return fromText(value, String(json));
  return misfit(isMode ? `${wanted(value.limit)}, in quotes` : wanted(value.limit));
}

function jsonWanted({ kind, ...value }: OptionValue): string {
  if ('choices' in value) return oneOf(value.choices);
  if (kind === 'list') return 'a text, or an array of texts that is not empty';
  return kind === 'switch' ? 'true or false' : 'a text';
}

function isTexts(json: unknown): json is string[] {
  return Array.isArray(json) && json.length > 0 && json.every((entry) => typeof entry === 'string');
}

function oneOf(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${String(choices.at(-1))}`;
}

function misfit(wants: string): Reading {
  return { kind: 'misfit', wants };
}

/** What the library says against a value. */
function checked(check: () => unknown): Reading {
  try {
    return { kind: 'value', value: check() };
  } catch (error) {
    if (error instanceof OptionError) return { kind: 'refused', says: error.message };
    throw error;
  }
}
