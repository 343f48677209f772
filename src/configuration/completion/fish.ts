import type { ProgramTable } from '../optionRow.ts';
import { completables, type CompletableValue } from './completable.ts';

/** One `complete` a line, as fish has it. */
export function fishCompletion(table: ProgramTable): string {
  const lines = completables(table).map(({ short, long, describes, value }) => {
    const names = `${short === undefined ? '' : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
    return `complete -c ${table.name} ${names}${takes(value)} -d ${quoted(describes)}`;
  });
  return `# fish completion for ${table.name}\ncomplete -c ${table.name} -f\n${lines.join('\n')}\n`;
}

function takes(value: CompletableValue): string {
  switch (value.kind) {
    case 'none':
      return '';
    case 'typed':
      return ' -x';
    case 'file':
      return ' -r -F';
    case 'choice':
      return ` -x -a ${quoted(value.choices.join(' '))}`;
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
