import { printable } from '../printable.ts';
import type { ClientMessage, ClientStatus } from './clientEvents.ts';

/** What `--json` writes, one object a line. `time` is in milliseconds since 1970. */
export type JsonLine =
  | { readonly time: number; readonly type: 'greeting' | 'who'; readonly text: string }
  /** Without `name` where the message has none. */
  | { readonly time: number; readonly type: 'said'; readonly name: string | undefined; readonly text: string }
  | {
      readonly time: number;
      readonly type: 'connecting';
      readonly host: string;
      readonly port: number;
      readonly attempt: number;
    }
  /** Without `tls` where there is none. */
  | {
      readonly time: number;
      readonly type: 'connected';
      readonly address: string;
      readonly port: number;
      readonly localPort: number;
      readonly tls: string | undefined;
    }
  /** `wait` is in milliseconds, and not there where there is no next try. */
  | {
      readonly time: number;
      readonly type: 'lost';
      readonly reason: string;
      readonly error: string;
      readonly wait: number | undefined;
    }
  | { readonly time: number; readonly type: 'closed' }
  /** Something that was to be said, and was not. */
  | { readonly time: number; readonly type: 'refused'; readonly reason: string; readonly text: string };

/**
 * As a line without its end. Whatever could act on a terminal is written as the `\uXXXX` that JSON has for it: to a program
 * it is the same.
 */
export function jsonText(line: JsonLine): string {
  return printable(JSON.stringify(line));
}

export function jsonMessage(message: ClientMessage, time: number): JsonLine {
  switch (message.kind) {
    case 'greeting':
    case 'who':
      return { time, type: message.kind, text: message.text };
    case 'said':
      return { time, type: message.kind, name: message.name, text: message.text };
  }
}

export function jsonStatus(status: ClientStatus, time: number): JsonLine {
  switch (status.kind) {
    case 'connecting': {
      const { kind: type, host, port, attempt } = status;
      return { time, type, host, port, attempt };
    }
    case 'connected': {
      const { kind: type, address, port, localPort, tls } = status;
      return { time, type, address, port, localPort, tls };
    }
    case 'lost': {
      const { reason, message: error } = status.error;
      return { time, type: 'lost', reason, error, wait: status.wait };
    }
    case 'closed':
      return { time, type: 'closed' };
  }
}
