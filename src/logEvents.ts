import type { Level, Logger } from 'pino';
import { type MonoTypeOperatorFunction, tap } from 'rxjs';
import type { Client, Left, TalkEvent } from './events.ts';
import { printable } from './printable.ts';

/** Logs each event as one line, then the end of the stream as `stopped`. The events pass unchanged. */
export function logEvents(logger: Logger): MonoTypeOperatorFunction<TalkEvent> {
  return tap({
    next: (event) => logger[levelOf(event)]({ event: event.type, ...fieldsOf(event) }, messageOf(event)),
    complete: () => logger.info({ event: 'stopped' }, 'stopped'),
  });
}

function levelOf(event: TalkEvent): Level {
  return event.type === 'left' && (event.reason === 'slow' || event.reason === 'error') ? 'warn' : 'info';
}

function fieldsOf(event: TalkEvent): object {
  switch (event.type) {
    case 'listening':
      return { address: event.address, port: event.port };
    case 'joined':
      return { ...who(event), clients: event.clients };
    case 'named':
      return { ...who(event), previous: printable(event.previous), clients: event.clients };
    case 'said':
      return { ...who(event), bytes: event.bytes.length, receivers: event.receivers, clients: event.clients };
    case 'askedWho':
      return { ...who(event), bytes: event.bytes.length, clients: event.clients };
    case 'left':
      return { ...who(event), reason: event.reason, ...cause(event), clients: event.clients };
    case 'announced':
      return { bytes: event.bytes.length, receivers: event.receivers, clients: event.clients };
  }
}

function messageOf(event: TalkEvent): string {
  switch (event.type) {
    case 'listening':
      return `listening on ${event.address}, port ${event.port}`;
    case 'joined':
      return `client ${event.id} joined from ${event.address}, ${event.port}`;
    case 'named':
      return `client ${event.id} is ${printable(event.name)}`;
    case 'said':
      return `${printable(event.name)} said ${event.bytes.length} bytes to ${event.receivers}`;
    case 'askedWho':
      return `${printable(event.name)} asked who is connected`;
    case 'left':
      return `${printable(event.name)} left: ${event.reason}`;
    case 'announced':
      return `announced ${event.bytes.length} bytes to ${event.receivers}`;
  }
}

function who({ id, address, port, name }: Client): object {
  return { client: id, address, port, name: printable(name) };
}

function cause({ error }: Left): object {
  return error instanceof Error ? { error: printable(error.message) } : {};
}
