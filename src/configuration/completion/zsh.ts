import type { ProgramTable } from '../optionRow.ts';
import { type Completable, completables, type CompletableValue, functionOf } from './completable.ts';

/** To be read by `.zshrc`, or kept as a file in `fpath`. */
export function zshCompletion(table: ProgramTable): string {
  const self = functionOf(table);
  const specs = completables(table).map((option) => `    ${spec(option)}`);
  return `#compdef ${table.name}
# zsh completion for ${table.name}
${self}() {
  _arguments -s -S \\
${specs.join(' \\\n')}
}
if [[ $funcstack[1] == _${table.name} ]]; then
  ${self} "$@"
else
  compdef ${self} ${table.name}
fi
`;
}

/** `'(-p --port)'{-p+,--port=}'[port to listen on]:number: '`, as `_arguments` of zsh takes it. */
function spec({ short, long, describes, value, repeats }: Completable): string {
  const takes = value.kind === 'none' ? ['', ''] : ['+', '='];
  const names = short === undefined ? `${long}${takes[1]}` : `{${short}${takes[0]},${long}${takes[1]}}`;
  const others = repeats ? "'*'" : short === undefined ? '' : `'(${short} ${long})'`;
  return `${others}${names}${quoted(`[${escaped(describes, /[\\[\]]/g)}]${action(value)}`)}`;
}

function action(value: CompletableValue): string {
  switch (value.kind) {
    case 'none':
      return '';
    case 'typed':
      return `:${value.name}: `;
    case 'file':
      return `:${value.name}:_files`;
    case 'choice':
      return `:${value.name}:(${value.choices.join(' ')})`;
  }
}

function escaped(text: string, what: RegExp): string {
  return text.replace(what, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
