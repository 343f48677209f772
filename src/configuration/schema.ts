import { wanted } from '../limitSyntax.ts';
import type { Limit } from '../limits.ts';
import { BYTES, MILLISECONDS } from '../quantities.ts';
import { numberPattern } from './numberPattern.ts';
import { keyOf, type OptionRow, type OptionValue, type ProgramTable } from './optionRow.ts';
import { defaultOf, toJson } from './optionValue.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/**
 * What a file for `--config` may have, as JSON Schema (draft 2020-12). Refuses nothing that the program takes. What it cannot say, the
 * program checks: bytes of a path, addresses, and what options must go together, which flags may complete.
 */
export function schemaOf(table: ProgramTable, id: string): object {
  return {
    $schema: DIALECT,
    $id: id,
    title: `Options of ${table.name}`,
    description: `A file for ${table.name} --config`,
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'Where this schema is' },
      ...Object.fromEntries(table.settings.map((row) => [keyOf(row), property(row)])),
    },
  };
}

function property(row: OptionRow): object {
  const usual = toJson(row.value, defaultOf(row.value));
  return {
    description: description(row),
    ...shape(row.value),
    ...(usual === undefined ? {} : { default: usual }),
  };
}

function description({ describes, flag, value, needs }: OptionRow): string {
  const absent = 'absent' in value ? `; default: ${value.absent}` : '';
  const takes = value.kind === 'limit' ? `; ${wanted(value.limit)}` : '';
  const use = needs === undefined ? '' : `; of use with ${needs.join(' or ')}`;
  return `${flag}: ${describes}${absent === '' ? takes : absent}${use}`;
}

function shape(value: OptionValue): object {
  switch (value.kind) {
    case 'limit':
      return limitShape(value.limit);
    case 'text':
    case 'file':
      if (value.pattern !== undefined) return { type: 'string', pattern: value.pattern };
      return value.mayBeEmpty === true ? { type: 'string' } : { type: 'string', pattern: '^[^\\u0000]*$' };
    case 'choice':
      return { enum: value.choices };
    case 'list':
      return {
        anyOf: [
          { type: 'string', minLength: 1 },
          { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
        ],
      };
    case 'switch':
      return { type: 'boolean' };
  }
}

function limitShape({ min, max, unit }: Limit): object {
  if (unit === 'bytes') return { anyOf: [whole(min, max), withUnits(min, max, BYTES)] };
  if (unit === 'milliseconds') {
    const { '': second = 1 } = MILLISECONDS; // what a number alone counts
    return {
      anyOf: [whole(Math.ceil(min / second), Math.floor(max / second)), withUnits(min, max, MILLISECONDS)],
    };
  }
  if (unit === 'file mode') return { type: 'string', pattern: `^(?=.{1,4}$)${numberPattern(min, max, 8)}$` };
  return { anyOf: [whole(min, max), withUnits(min, max, { '': 1 })] };
}

function whole(minimum: number, maximum: number): object {
  return { type: 'integer', minimum, maximum };
}

/** A number with a unit behind it, in letters of either size. */
function withUnits(min: number, max: number, units: Readonly<Record<string, number>>): object {
  const patterns = Object.entries(units).flatMap(([unit, size]) => {
    const [least, most] = [Math.ceil(min / size), Math.floor(max / size)];
    const letters = unit.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
    return least > most ? [] : [`${numberPattern(least, most)}${letters}`];
  });
  return { type: 'string', pattern: `^(?:${patterns.join('|')})$` };
}
