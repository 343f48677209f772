import type { ProgramTable } from '../optionRow.ts';
import type { Shell } from '../standardRows.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

const SCRIPTS: Readonly<Record<Shell, (table: ProgramTable) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** What has a shell complete the options of a program. */
export function completionFor(table: ProgramTable, shell: Shell): string {
  return SCRIPTS[shell](table);
}
