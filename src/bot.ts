import { asapScheduler, observeOn, Observable, type Subscriber } from 'rxjs';
import { OptionError } from './errors.ts';
import type { Connection, Delivery } from './events.ts';
import { parseMessage, textOf, textStartOf } from './parseMessage.ts';
import { nextConnectionId } from './connections/connectionId.ts';

/**
 * A client that lives in the program: one for `connections$`. It hears every message, and says what `reply` returns, as
 * the line `<name> says: <reply>`; to undefined it says nothing.
 *
 * @category Transports
 *
 * @param name what `/who:` calls it, from the start. Throws `OptionError` for one that its own messages would not teach:
 * longer than 64 characters, with white space around it or control characters in it.
 * @param reply is given the text of one message: what stands after `<name> says:`, without white space around it. An
 * error that it throws ends the bot's session, reason `error`, and nobody else's.
 */
export function botConnection(name: string, reply: (text: string) => string | undefined): Connection {
  if (parseMessage(Buffer.from(`${name} says: `)).name !== name) {
    throw new OptionError(
      `a bot cannot be named ${JSON.stringify(name)}: give 1 to 64 characters, none of them control`,
    );
  }
  return new BotConnection(name, reply);
}

class BotConnection implements Connection {
  readonly id = nextConnectionId();
  readonly address = 'memory';
  readonly port = 0;
  readonly name: string;
  readonly #reply: (text: string) => string | undefined;
  #mouth: Subscriber<Buffer> | undefined;

  /** In a turn of its own kind, so that everybody has the message before anybody has the reply. */
  readonly received$: Observable<Buffer> = new Observable<Buffer>((subscriber) => {
    this.#mouth = subscriber;
    return () => {
      this.#mouth = undefined;
    };
  }).pipe(observeOn(asapScheduler));

  constructor(name: string, reply: (text: string) => string | undefined) {
    this.name = name;
    this.#reply = reply;
  }

  send({ messages }: Delivery): void {
    for (const message of messages) {
      if (this.#mouth === undefined) return;
      try {
        const said = this.#reply(textOf(message, textStartOf(message)));
        if (typeof said === 'string') this.#mouth.next(Buffer.from(`${this.name} says: ${said}\n`));
      } catch (error) {
        this.#mouth.error(error);
      }
    }
  }

  close(): void {
    this.#mouth?.complete();
  }
}
