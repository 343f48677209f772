import { OptionError } from './errors.ts';
import { shown } from './limits.ts';

/** An origin as browsers send it: scheme, host, and a port that is not the usual one. Throws `OptionError` for any other text. */
export function httpOrigin(text: string): string {
  const url = /^https?:\/\//.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.origin === text) return text;
  throw new OptionError(
    `an origin must be such as https://chat.example.org, with nothing behind it, not ${shown(text)}`,
  );
}
