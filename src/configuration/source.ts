import { keyOf, type OptionRow, type ProgramTable, variableOf } from './optionRow.ts';

/** Where a value is from. */
export type Source =
  | { readonly kind: 'flag' }
  | { readonly kind: 'environment' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'default' };

/** What an option is called where it was set, or may be: `--room`, `TALK_ROOM`, `"room"`. */
export function nameAt({ kind }: Source, table: ProgramTable, row: OptionRow): string {
  switch (kind) {
    case 'flag':
    case 'default':
      return row.flag;
    case 'environment':
      return variableOf(table, row);
    case 'file':
      return `"${keyOf(row)}"`;
  }
}

/** What a message about such a value begins with. */
export function placeOf(source: Source): string {
  return source.kind === 'file' ? `${source.path}: ` : '';
}
