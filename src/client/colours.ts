import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** A colour of a name: one of the sixteen, and a finer one where there are 256. Both can be read on a dark ground and on a light one. */
interface Tint {
  readonly basic: 'cyan' | 'green' | 'magenta' | 'blue' | 'red';
  readonly fine: number;
}

export type Format = Style | Tint;

/** Puts a format on a text, where there are colours. */
export type Paint = (format: Format, text: string) => string;

/** A stream that may be a terminal. */
export interface Screen {
  readonly isTTY?: boolean | undefined;
  hasColors?(count: number, env: object): boolean;
}

/**
 * How to paint on this stream: not at all unless it is a terminal that has colours, which `NO_COLOR`, `FORCE_COLOR` and
 * `TERM=dumb` have their say about.
 */
export function paintFor(screen: Screen, env: NodeJS.ProcessEnv): Paint {
  if (screen.isTTY !== true) return plain;
  const has = (count: number): boolean => screen.hasColors?.(count, env) === true;
  if (!has(16)) return plain;
  return has(256) ? finely : basically;
}

const TINTS: readonly [Tint, ...Tint[]] = [
  { basic: 'cyan', fine: 31 },
  { basic: 'green', fine: 29 },
  { basic: 'magenta', fine: 133 },
  { basic: 'red', fine: 167 },
  { basic: 'blue', fine: 68 },
  { basic: 'cyan', fine: 66 },
  { basic: 'red', fine: 130 },
  { basic: 'magenta', fine: 98 },
  { basic: 'blue', fine: 61 },
  { basic: 'green', fine: 64 },
];

/** The format of a name: the same name has the same colour, today and tomorrow. */
export function formatOf(name: string): Format {
  let hash = 0x811c9dc5; // FNV-1a
  for (const character of name.toLowerCase()) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return TINTS[(hash >>> 0) % TINTS.length] ?? TINTS[0];
}

function finely(format: Format, text: string): string {
  return isTint(format) && text !== ''
    ? styled('bold', `\u001b[38;5;${format.fine}m${text}\u001b[39m`)
    : basically(format, text);
}

function basically(format: Format, text: string): string {
  return styled(isTint(format) ? ['bold', format.basic] : format, text);
}

function isTint(format: Format): format is Tint {
  return typeof format === 'object' && 'fine' in format;
}

/** Decided above, for the stream that is meant: Node's own rule is about stdout. */
function styled(style: Style, text: string): string {
  return text === '' ? '' : styleText(style, text, { validateStream: false });
}

function plain(_format: Format, text: string): string {
  return text;
}
