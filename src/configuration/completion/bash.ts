import type { ProgramTable } from '../optionRow.ts';
import { type Completable, completables, functionOf } from './completable.ts';

/** For bash 3.2 and newer, which needs nothing else. */
export function bashCompletion(table: ProgramTable): string {
  const all = completables(table);
  const self = functionOf(table);
  const [files, typed] = (['file', 'typed'] as const).map((kind) =>
    all.filter(({ value }) => value.kind === kind),
  );
  const choices = all.flatMap((each) =>
    each.value.kind === 'choice'
      ? [
          `    ${patterns([each])}) COMPREPLY=($(compgen -W '${each.value.choices.join(' ')}' -- "$word")); return ;;`,
        ]
      : [],
  );
  return `# bash completion for ${table.name}
${self}() {
  local word=\${COMP_WORDS[COMP_CWORD]} option=\${COMP_WORDS[COMP_CWORD-1]} IFS=$' \\t\\n'
  COMPREPLY=()
  # bash takes --option=value apart at the sign
  if [[ $word == = ]]; then
    word=
  elif [[ $option == = ]]; then
    option=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  case $option in
${choices.join('\n')}
    ${patterns(files ?? [])})
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$word")
      return ;;
    ${patterns(typed ?? [])}) return ;;
  esac
  COMPREPLY=($(compgen -W '${words(all).join(' ')}' -- "$word"))
}
complete -F ${self} ${table.name}
`;
}

function words(options: readonly Completable[]): readonly string[] {
  return options.flatMap(({ short, long }) => (short === undefined ? [long] : [short, long]));
}

function patterns(options: readonly Completable[]): string {
  return words(options).join('|');
}
