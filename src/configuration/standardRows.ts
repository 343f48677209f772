import type { OptionRow } from './optionRow.ts';

/** Stands behind all others. */
const LAST_GROUP = 'Configuration and help';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Where the file is, which may stand in the environment too. */
export const CONFIG: OptionRow = {
  flag: '--config',
  argument: 'file',
  describes: 'JSON with options, by their names: {"port": 4000}',
  group: LAST_GROUP,
  value: { kind: 'file' },
};

export const PRINT_CONFIG: OptionRow = {
  flag: '--print-config',
  describes: 'print what is in force as such JSON (with -v: and from where), and end',
  group: LAST_GROUP,
  value: { kind: 'switch' },
};

/** Has no default: it is given or not. */
export const COMPLETION: OptionRow = {
  flag: '--completion',
  argument: 'shell',
  describes: 'print what has the shell complete options, and end',
  group: LAST_GROUP,
  value: { kind: 'choice', choices: SHELLS, default: '' },
};

export const VERSION: OptionRow = {
  flag: '--version',
  short: '-V',
  describes: 'print the version, and end',
  group: LAST_GROUP,
  value: { kind: 'switch' },
};

export const HELP: OptionRow = {
  flag: '--help',
  short: '-h',
  describes: 'print this help, and end',
  group: LAST_GROUP,
  value: { kind: 'switch' },
};

/** What every program has beside its settings. */
export const STANDARD_ROWS: readonly OptionRow[] = [CONFIG, PRINT_CONFIG, COMPLETION, VERSION, HELP];
