import { defer, map, type OperatorFunction } from 'rxjs';
import type { Connection } from '../events.ts';
import { MessageParser } from '../parseMessage.ts';
import type { Arrived, Departed, Received, SessionEvent } from '../session.ts';

/** A message that has been read: nobody looks at its bytes for a meaning again. */
export interface Heard {
  readonly type: 'said' | 'askedWho';
  readonly connection: Connection;
  readonly bytes: Buffer;
  /** The name in it, if there is one. */
  readonly name: string | undefined;
  /** Where its text begins, in bytes. */
  readonly textStart: number;
}

/** Reads each message of one session, once: who speaks, and whether it is the `/who:` request. All else passes. */
export function parseMessages(): OperatorFunction<SessionEvent, Arrived | Heard | Departed> {
  return (session$) =>
    defer(() => {
      const parser = new MessageParser();
      return session$.pipe(map((event) => (event.type === 'received' ? hear(parser, event) : event)));
    });
}

function hear(parser: MessageParser, { connection, bytes }: Received): Heard {
  const { kind, name, textStart } = parser.parse(bytes);
  return { type: kind, connection, bytes, name, textStart };
}
