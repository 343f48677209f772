import type { OperatorFunction, Subscriber } from 'rxjs';
import type { Connection } from '../events.ts';
import { endOfLine } from '../lines.ts';
import type { ChatSettings } from '../options.ts';
import { MessageParser } from '../parseMessage.ts';
import type { Arrived, Departed, Received, SessionEvent } from '../session.ts';
import { operate } from './operate.ts';

/** What a client said in one go under one name, in `count` messages. Nobody looks at its bytes for a meaning again. */
export interface HeardSpeech {
  readonly type: 'said';
  readonly connection: Connection;
  readonly bytes: Buffer;
  readonly count: number;
  /** The name in it, where that is another than before. */
  readonly name: string | undefined;
}

/** One message that is the `/who:` request. */
export interface HeardRequest {
  readonly type: 'askedWho';
  readonly connection: Connection;
  readonly bytes: Buffer;
  /** The name in it, if there is one. */
  readonly name: string | undefined;
}

export type Heard = HeardSpeech | HeardRequest;

/**
 * Reads each message of one session, once: who speaks, and whether it is the `/who:` request. What was read together
 * stays together, and is cut only where the name changes and around a request. All else passes.
 */
export function parseMessages({
  framing,
}: Pick<ChatSettings, 'framing'>): OperatorFunction<SessionEvent, Arrived | Heard | Departed> {
  const endOfMessage = framing === 'chunk' ? endOfChunk : endOfLine;

  return operate((subscriber: Subscriber<Arrived | Heard | Departed>) => {
    const parser = new MessageParser();

    function hear({ connection, bytes }: Received): void {
      let start = 0;
      let count = 0;
      let name: string | undefined;
      for (let at = 0, end = 0; at < bytes.length; at = end) {
        end = endOfMessage(bytes, at);
        const news = parser.news(bytes, at, end);
        if (news === undefined) {
          count += 1;
          continue;
        }
        if (count > 0)
          subscriber.next({ type: 'said', connection, bytes: bytes.subarray(start, at), count, name });
        if (news.kind === 'askedWho') {
          subscriber.next({ type: 'askedWho', connection, bytes: bytes.subarray(at, end), name: news.name });
          start = end;
          count = 0;
          name = undefined;
        } else {
          start = at;
          count = 1;
          name = news.name;
        }
      }
      if (count > 0) {
        const rest = start === 0 ? bytes : bytes.subarray(start);
        subscriber.next({ type: 'said', connection, bytes: rest, count, name });
      }
    }

    return {
      next(event) {
        if (event.type === 'received') hear(event);
        else subscriber.next(event);
      },
    };
  });
}

function endOfChunk(bytes: Buffer): number {
  return bytes.length;
}
