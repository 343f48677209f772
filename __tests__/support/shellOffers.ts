import { execFileSync } from 'node:child_process';
import type { Shell } from '../../src/configuration/standardRows.ts';

/** What a real shell offers behind each of these lines, in a folder where a file `completion` sets it up. */
export function shellOffers(
  shell: Shell,
  folder: string,
  lines: readonly string[],
): readonly (readonly string[])[] {
  const { before, ask, args, offer } = SHELLS[shell];
  const script = [before, ...lines.flatMap((line) => [ask(line), "printf '%s\\n' '==='"])].join('\n');
  const environment = { ...process.env, HOME: folder };
  const said = execFileSync(shell, [...args, script], { cwd: folder, encoding: 'utf8', env: environment });
  const answers = said.split('===\n').slice(0, -1);
  return answers.map((answer) =>
    [...new Set([...answer.matchAll(offer)].map(([, each = '']) => each))].sort(),
  );
}

interface Asked {
  readonly args: readonly string[];
  readonly before: string;
  readonly ask: (line: string) => string;
  readonly offer: RegExp;
}

const SHELLS: Readonly<Record<Shell, Asked>> = {
  bash: {
    args: ['--norc', '-c'],
    before: 'source ./completion',
    ask: (line) => {
      // As readline takes a line apart: at blanks, and at the sign of equality.
      const words = line.split(/ |(=)/).filter((word: string | undefined) => word !== undefined);
      const typed = words.map((word) => `'${word}'`).join(' ');
      const complete = `_${line.replace(/ .*/, '').replaceAll('-', '_')}`;
      return `COMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; ${complete}; printf '%s\\n' "\${COMPREPLY[@]}"`;
    },
    offer: /^(.+)$/gm,
  },
  fish: {
    args: ['--no-config', '-c'],
    before: 'source ./completion',
    ask: (line) => `complete -C '${line}'`,
    offer: /^(.+)$/gm,
  },
  // It completes in a terminal alone, which it can open by itself. There, what it would list is printed.
  zsh: {
    args: ['-f', '-c'],
    before: `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'unset zle_bracketed_paste; stty cols 300 -echo; PS1= PS2= RPS1=; autoload -U compinit; compinit -u -D'
zpty -w shell 'source ./completion'
zpty -w shell 'compadd() { local -a hits; builtin compadd -A hits "$@"; print -rl -- "OFFER:"\${^hits}; builtin compadd "$@" }'
zpty -w shell 'report() { _main_complete; print OVER; compstate[insert]=; compstate[list]= }'
zpty -w shell 'zle -C report complete-word report; bindkey "^T" report; print REA""DY'
zpty -r -m shell REPLY '*READY*'
offers() {
  zpty -w -n shell "$1"$'\\x14'
  while zpty -r shell REPLY && [[ $REPLY != *OVER* ]]; do print -r -- "\${REPLY//$'\\r'/}"; done
  zpty -w -n shell $'\\x15'
}`,
    ask: (line) => `offers '${line}'`,
    offer: /OFFER:(.+)$/gm,
  },
};
