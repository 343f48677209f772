import type { Level, Logger } from 'pino';
import { defer, finalize, type MonoTypeOperatorFunction, tap } from 'rxjs';
import type {
  Client,
  FannedOut,
  Ignored,
  LeaveReason,
  Left,
  Named,
  SaidEvent,
  Spoke,
  Stats,
  TalkEvent,
} from './events.ts';
import { linkFieldsOf, linkLevelOf, linkMessageOf } from './logLink.ts';
import { cause, printable } from './printable.ts';
import { Throttle } from './throttle.ts';

/** What one client said, as the log has it: how much. */
interface Sayings extends Client {
  readonly type: 'said';
  readonly bytes: number;
  readonly messages: number;
  readonly receivers: number;
  readonly clients: number;
  readonly origin?: string | undefined;
}

/** What a line is about. */
type Subject = Exclude<TalkEvent, SaidEvent | Spoke | FannedOut> | Sayings;

/** Lines a second for what one client says: as many as somebody who looks for trouble reads, and no flood. */
const MOST_SAID = 100;

/**
 * Logs each event as one line, then the end of the stream as `stopped`, with the last counts. The events pass unchanged.
 * What one client, or a crowd outside, can cause as often as it likes is logged together, once a second: its names, those who
 * are not let in, and what it says beyond a hundred times a second; `count` is how many a line stands for, where it is not one.
 *
 * @param linesLost how many lines did not reach the log's reader.
 */
export function logEvents(logger: Logger, linesLost: () => number): MonoTypeOperatorFunction<TalkEvent> {
  return (events$) =>
    defer(() => {
      const log = (subject: Subject, count = 1): void => {
        const several = count > 1 ? { count } : {};
        logger[levelOf(subject)](
          { event: subject.type, ...fieldsOf(subject), ...several },
          messageOf(subject),
        );
      };
      const names = new Throttle<number, Named>({
        most: 1,
        together: (one, other) => ({ ...other, previous: one.previous }),
        work: log,
      });
      const refusals = new Throttle<LeaveReason, Left>({ most: 1, together: (_, other) => other, work: log });
      const sayings = new Throttle<string, Sayings>({ most: MOST_SAID, together: sum, work: log });
      const ignored = new Throttle<'ignored', Ignored>({ most: 1, together: (_, other) => other, work: log });
      const insiders = new Set<number>();
      let last: object = {};
      let node: string | undefined;

      function leave(left: Left): void {
        if (!insiders.delete(left.id)) {
          refusals.run(left.reason, left);
          return;
        }
        // What it said, and was called, is logged before it leaves.
        names.flush(left.id);
        sayings.flush(keyOf({ ...left, origin: node }));
        log(left);
      }

      function next(event: TalkEvent): void {
        switch (event.type) {
          case 'joined':
            insiders.add(event.id);
            log(event);
            break;
          case 'named':
            names.run(event.id, event);
            break;
          case 'said':
            sayings.run(keyOf(event), { ...event, bytes: event.bytes.length, messages: 1 });
            break;
          case 'spoke':
            sayings.run(keyOf(event), { ...event, type: 'said', bytes: event.bytes.length });
            break;
          case 'link':
            if (event.link === 'up' || event.link === 'down') node = event.node;
            if (event.link === 'ignored') ignored.run(event.link, event);
            else log(event);
            break;
          case 'left':
            leave(event);
            break;
          case 'stats':
            if (event.isLast) last = fieldsOf(event);
            else log(event);
            break;
          case 'listening':
          case 'askedWho':
          case 'announced':
          case 'reloaded':
            log(event);
            break;
          case 'fannedOut': // a measurement, as many as a thousand a second
        }
      }

      function flush(): void {
        for (const throttle of [names, refusals, sayings, ignored]) throttle.flush();
      }

      return events$.pipe(
        tap({
          next,
          complete: () => {
            flush();
            logger.info({ event: 'stopped', ...last, linesLost: linesLost() }, 'stopped');
          },
        }),
        finalize(flush),
      );
    });
}

function sum(one: Sayings, other: Sayings): Sayings {
  return { ...other, bytes: one.bytes + other.bytes, messages: one.messages + other.messages };
}

/** What somebody may have to look after. */
const TROUBLE: readonly LeaveReason[] = ['slow', 'full', 'error'];

function levelOf(event: Subject): Level {
  if (event.type === 'left' && TROUBLE.includes(event.reason)) return 'warn';
  if (event.type === 'reloaded' && event.error !== undefined) return 'error';
  if (event.type === 'link') return linkLevelOf(event);
  return 'info';
}

function fieldsOf(event: Subject): object {
  switch (event.type) {
    case 'listening':
      return { service: event.service, address: printable(event.address), port: event.port };
    case 'joined':
      return { ...who(event), clients: event.clients };
    case 'named':
      return { ...who(event), previous: printable(event.previous), clients: event.clients };
    case 'said': {
      const { bytes, messages, receivers, clients, origin } = event;
      return { ...who(event), bytes, messages, receivers, clients, origin };
    }
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
      return {
        bytes: event.bytes.length,
        receivers: event.receivers,
        clients: event.clients,
        origin: event.origin,
      };
    case 'reloaded':
      return cause(event);
    case 'link':
      return linkFieldsOf(event);
    case 'stats':
      return countsOf(event);
  }
}

function messageOf(event: Subject): string {
  switch (event.type) {
    case 'listening':
      return `${event.service} listening on ${printable(event.address)}, port ${event.port}`;
    case 'joined':
      return `client ${event.id} joined from ${event.address}, ${event.port}`;
    case 'named':
      return `client ${event.id} is ${printable(event.name)}`;
    case 'said':
      return `${printable(event.name)} said ${event.bytes} bytes to ${event.receivers}`;
    case 'askedWho':
      return `${printable(event.name)} asked who is connected`;
    case 'left':
      return `${printable(event.name)} left: ${event.reason}`;
    case 'announced':
      return `announced ${event.bytes.length} bytes to ${event.receivers}`;
    case 'reloaded':
      return event.error === undefined ? 'certificate read anew' : 'certificate not changed';
    case 'link':
      return linkMessageOf(event);
    case 'stats':
      return `${event.clients} clients, ${event.messages} messages, ${event.deliveredMessages} delivered`;
  }
}

function who({ id, address, port, name }: Client): object {
  return { client: id, address, port, name: printable(name) };
}

function countsOf(stats: Stats): object {
  return { ...stats, type: undefined, isLast: undefined };
}

/** A number alone tells the clients of one node apart. */
function keyOf({ id, origin = '' }: { readonly id: number; readonly origin?: string | undefined }): string {
  return `${id}@${origin}`;
}
