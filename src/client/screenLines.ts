import type { ClientMessage, ClientStatus, SayOutcome } from './clientEvents.ts';
import { formatOf, type Paint } from './colours.ts';
import { mentionOf } from './mention.ts';
import { endpoint } from './serverLost.ts';
import { showable } from './showable.ts';
import { COMMANDS } from './typedLine.ts';

/** What messages look like on a screen. */
export interface Look {
  readonly paint: Paint;
  /** Whether there are colours: where there are none, signs stand for them. */
  readonly hasColours: boolean;
  /** Whether each line begins with the time. */
  readonly showsTime: boolean;
  /** The user's own name. */
  readonly name: string;
}

/** As `/who:` calls those who have said no name. */
const NAMELESS = '<unknown>';

/** Makes lines for a screen, without line ends, of what happens. */
export class ScreenLines {
  readonly #look: Look;
  readonly #mention: RegExp;

  constructor(look: Look) {
    this.#look = look;
    this.#mention = mentionOf(showable(look.name));
  }

  /** None for what has nothing to be seen in it. */
  message(message: ClientMessage, now: Date): readonly string[] {
    const text = showable(message.text);
    switch (message.kind) {
      case 'greeting':
      case 'who':
        return text === '' ? [] : [this.#stamped(this.#look.paint('dim', text), now)];
      case 'said': {
        if (text === '' && message.name === undefined) return [];
        const isMention = this.isMention(message);
        const sign = isMention && !this.#look.hasColours ? '* ' : '';
        const marked = isMention
          ? text.replace(this.#mention, (word) => this.#look.paint(['bold', 'inverse'], word))
          : text;
        return [this.#stamped(`${sign}${this.#speaker(message.name)} ${marked}`, now)];
      }
    }
  }

  /** Whether somebody else calls the user by name. */
  isMention(message: ClientMessage): boolean {
    return message.kind === 'said' && showable(message.text).search(this.#mention) !== -1;
  }

  /** What the user has said. */
  own(text: string, now: Date): string {
    return this.#stamped(`${this.#speaker(this.#look.name)} ${showable(text)}`, now);
  }

  /** Where a line is typed. */
  prompt(): string {
    return `${this.#look.paint(formatOf(this.#look.name), showable(this.#look.name))}> `;
  }

  help(): readonly string[] {
    return COMMANDS.map(({ name, describes }) => this.note(`${name.padEnd(8)}${describes}`));
  }

  /** What the program itself has to say. */
  note(text: string): string {
    return this.#look.paint('dim', `-- ${text}`);
  }

  #speaker(name: string | undefined): string {
    if (name === undefined) return this.#look.paint('dim', `${NAMELESS}:`);
    return this.#look.paint(formatOf(name), `${showable(name)}:`);
  }

  #stamped(line: string, now: Date): string {
    if (!this.#look.showsTime) return line;
    return `${this.#look.paint('dim', clock(now))} ${line}`;
  }
}

/** Why what was said is not on its way. */
export function refusal(outcome: Exclude<SayOutcome, 'sent'>): string {
  switch (outcome) {
    case 'not connected':
      return 'not sent, as there is no connection';
    case 'too much unsent':
      return 'not sent, as too much waits for the network: say it again later';
  }
}

/** What `-v` tells of a status. */
export function detail(status: ClientStatus): string {
  switch (status.kind) {
    case 'connecting':
      return `connecting to ${endpoint(status)}, try ${status.attempt}`;
    case 'connected':
      return `connected to ${endpoint({ host: status.address, port: status.port })} from port ${status.localPort}, ${status.tls ?? 'no TLS'}`;
    case 'lost':
      return `${status.error.message}; next try in ${seconds(status.wait)}`;
    case 'closed':
      return 'closed';
  }
}

/** `0.4 s` */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `HH:MM:SS`, as the clock on the wall has it. */
function clock(now: Date): string {
  return [now.getHours(), now.getMinutes(), now.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
