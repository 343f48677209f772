import type { Level, Logger } from 'pino';
import { defer, finalize, type MonoTypeOperatorFunction, tap } from 'rxjs';
import type { Client, EventType, LeaveReason, Left, Stats, TalkEvent } from './events.ts';
import { printable } from './printable.ts';
import { Throttle } from './throttle.ts';

/**
 * Logs each event as one line, then the end of the stream as `stopped`, with the last counts. The events pass unchanged.
 * What one client, or a crowd outside, can cause as often as it likes is logged once a second: its names, and those who are
 * not let in; `count` is how many a line stands for, where it is not one.
 *
 * @param linesLost how many lines did not reach the log's reader.
 */
export function logEvents(logger: Logger, linesLost: () => number): MonoTypeOperatorFunction<TalkEvent> {
  return (events$) =>
    defer(() => {
      const throttle = new Throttle<LeaveReason | number>();
      /** By the name under which the log knows them. */
      const insiders = new Map<number, string>();
      let last: object = {};

      function log(event: TalkEvent, fields: object): void {
        logger[levelOf(event)]({ event: nameOf(event), ...fields }, messageOf(event));
      }

      function next(event: TalkEvent): void {
        const fields = fieldsOf(event);
        if (event.type === 'left') throttle.flush(event.id); // a name it had is logged before it leaves
        if (event.type === 'joined') insiders.set(event.id, event.name);
        if (event.type === 'named') {
          throttle.run(event.id, (count) => {
            const previous = insiders.get(event.id) ?? event.previous;
            insiders.set(event.id, event.name);
            log(event, { ...fields, previous: printable(previous), ...several(count) });
          });
        } else if (event.type === 'left' && !insiders.has(event.id)) {
          throttle.run(event.reason, (count) => log(event, { ...fields, ...several(count) }));
        } else if (event.type === 'stats' && event.isLast) {
          last = fields;
        } else {
          log(event, fields);
        }
        if (event.type === 'left') insiders.delete(event.id);
      }

      return events$.pipe(
        tap({
          next,
          complete: () => {
            throttle.flush();
            logger.info({ event: 'stopped', ...last, linesLost: linesLost() }, 'stopped');
          },
        }),
        finalize(() => throttle.flush()),
      );
    });
}

/** The log says `said` of what was said, one by one or together. */
function nameOf({ type }: TalkEvent): EventType {
  return type === 'spoke' ? 'said' : type;
}

/** What somebody may have to look after. */
const TROUBLE: readonly LeaveReason[] = ['slow', 'full', 'error'];

function levelOf(event: TalkEvent): Level {
  if (event.type === 'left' && TROUBLE.includes(event.reason)) return 'warn';
  if (event.type === 'reloaded' && event.error !== undefined) return 'error';
  return 'info';
}

function fieldsOf(event: TalkEvent): object {
  switch (event.type) {
    case 'listening':
      return { address: printable(event.address), port: event.port };
    case 'joined':
      return { ...who(event), clients: event.clients };
    case 'named':
      return { ...who(event), previous: printable(event.previous), clients: event.clients };
    case 'said':
    case 'spoke':
      return {
        ...who(event),
        bytes: event.bytes.length,
        messages: event.type === 'said' ? 1 : event.messages,
        receivers: event.receivers,
        clients: event.clients,
      };
    case 'askedWho':
      return {
        ...who(event),
        bytes: event.bytes.length,
        requests: event.requests,
        clients: event.clients,
      };
    case 'left':
      return { ...who(event), reason: event.reason, ...cause(event), clients: event.clients };
    case 'announced':
      return { bytes: event.bytes.length, receivers: event.receivers, clients: event.clients };
    case 'reloaded':
      return cause(event);
    case 'stats':
      return countsOf(event);
  }
}

function messageOf(event: TalkEvent): string {
  switch (event.type) {
    case 'listening':
      return `listening on ${printable(event.address)}, port ${event.port}`;
    case 'joined':
      return `client ${event.id} joined from ${event.address}, ${event.port}`;
    case 'named':
      return `client ${event.id} is ${printable(event.name)}`;
    case 'said':
    case 'spoke':
      return `${printable(event.name)} said ${event.bytes.length} bytes to ${event.receivers}`;
    case 'askedWho':
      return `${printable(event.name)} asked who is connected`;
    case 'left':
      return `${printable(event.name)} left: ${event.reason}`;
    case 'announced':
      return `announced ${event.bytes.length} bytes to ${event.receivers}`;
    case 'reloaded':
      return event.error === undefined ? 'certificate read anew' : 'certificate not changed';
    case 'stats':
      return `${event.clients} clients, ${event.messages} messages, ${event.deliveredMessages} delivered`;
  }
}

function who({ id, address, port, name }: Client): object {
  return { client: id, address, port, name: printable(name) };
}

function several(count: number): object {
  return count > 1 ? { count } : {};
}

function countsOf(stats: Stats): object {
  return { ...stats, type: undefined, isLast: undefined };
}

function cause({ error }: Pick<Left, 'error'>): object {
  return error instanceof Error ? { error: printable(error.message) } : {};
}
