import { offFlag, type OptionRow, type ProgramTable } from '../optionRow.ts';
import { STANDARD_ROWS } from '../standardRows.ts';

/** An option as a shell completes it. */
export interface Completable {
  readonly long: `--${string}`;
  readonly short: `-${string}` | undefined;
  readonly describes: string;
  readonly value: CompletableValue;
  /** Whether it may be given again, for more. */
  readonly repeats: boolean;
}

/** What comes behind it. What can only be typed is `typed`. */
export type CompletableValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'typed'; readonly name: string }
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'choice'; readonly name: string; readonly choices: readonly string[] };

/** All that may be typed behind a program's name. */
export function completables({ settings }: ProgramTable): readonly Completable[] {
  return [
    ...settings.flatMap((row) => [of(row), ...(row.value.kind === 'switch' ? [off(row)] : [])]),
    ...STANDARD_ROWS.map(of),
  ];
}

function of(row: OptionRow): Completable {
  const { flag, short, describes, value } = row;
  return { long: flag, short, describes, value: valueOf(row), repeats: value.kind === 'list' };
}

function off(row: OptionRow): Completable {
  const { flag, describes } = row;
  return {
    ...{ long: offFlag(row), short: undefined, describes: `not ${flag}: ${describes}` },
    ...{ value: { kind: 'none' }, repeats: false },
  };
}

function valueOf({ argument: name = '', value }: OptionRow): CompletableValue {
  switch (value.kind) {
    case 'switch':
      return { kind: 'none' };
    case 'file':
      return { kind: 'file', name };
    case 'choice':
      return { kind: 'choice', name, choices: value.choices };
    case 'limit':
    case 'text':
    case 'list':
      return { kind: 'typed', name };
  }
}

/** What the shell's function is called. */
export function functionOf({ name }: ProgramTable): string {
  return `_${name.replaceAll('-', '_')}`;
}
