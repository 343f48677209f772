import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node';
import {
  connect,
  defer,
  distinctUntilChanged,
  filter,
  ignoreElements,
  interval,
  map,
  merge,
  mergeMap,
  type Observable,
  repeat,
  retry,
  startWith,
  switchMap,
  tap,
  timer,
} from 'rxjs';
import { errorFrom } from '../errors.ts';
import type { LinkEvent, LinkUp } from '../events.ts';
import { loss, messagesAt, violations } from './broker.ts';
import { decodeHeartbeat, encodeHeartbeat, type Heartbeat } from './heartbeat.ts';
import { speakerOf } from './identity.ts';
import { Journal, NoJournal } from './journal.ts';
import type { LocalNode } from './localNode.ts';
import { type Coming, Mender } from './mender.ts';
import { answer } from './question.ts';
import { decodeBatch, Malformed } from './wire.ts';

/** Milliseconds between two looks at who is gone, and at what is to be sent again. */
const LOOK_EVERY = 500;
/** Milliseconds until the journal is asked for again. */
const TRY_AGAIN = 500;
/** Milliseconds after which the link is up, even if the journal does not answer yet. */
const UP_AT_LAST = 1000;

/**
 * One stay in the room, by one connection: tells the others of this node, hears what they say and asks for what it missed,
 * and has what is said here sent to them. Errors when the connection is lost.
 */
export function stay(connection: NatsConnection, node: LocalNode): Observable<Coming> {
  const { subjects, order, newcomers, nodes, queue, sender, settings } = node;
  const inbox = createInbox();
  let mender: Mender | undefined;

  function beat(): void {
    connection.publish(subjects.presence, heartbeatOf('here', node));
  }

  function takeBatch(message: Msg): readonly Coming[] {
    const origin = speakerOf(message.subject);
    if (origin === undefined || origin === node.id) throw new Malformed('the subject of no other node');
    const batch = decodeBatch(origin, message);
    newcomers.meet(origin, batch, 'link');
    const batches = order.accept(origin, batch);
    if (order.hasHole(origin)) mender?.mend();
    return batches?.flatMap(({ said }) => said) ?? [];
  }

  function takeHeartbeat(message: Msg): readonly Coming[] {
    const heartbeat = decodeHeartbeat(message);
    const { node: id, kind, age } = heartbeat;
    if (id === node.id) throw new Malformed('a heartbeat of this very node');
    if (kind === 'hello') message.respond(heartbeatOf('here', node));
    const lost = newcomers.introduce(id, heartbeat, age);
    const gap: LinkEvent[] = lost > 0 ? [{ type: 'link', link: 'gap', node: id, messages: lost }] : [];
    const comesOrGoes = kind === 'bye' ? left(nodes.leave(id) ? [id] : []) : joined(heartbeat);
    if (order.hasHole(id)) mender?.mend();
    return [...gap, ...comesOrGoes];
  }

  function tellWho(question: Msg): readonly Coming[] {
    answer(question, connection, node);
    return [];
  }

  function joined(heartbeat: Heartbeat): readonly LinkEvent[] {
    if (!nodes.hear(heartbeat)) return [];
    return [{ type: 'link', link: 'nodeJoined', node: heartbeat.node, nodes: nodes.size + 1 }];
  }

  function left(ids: readonly string[]): readonly LinkEvent[] {
    const remain = nodes.size + 1;
    return ids.map((id, index) => {
      return { type: 'link', link: 'nodeLeft', node: id, nodes: remain + ids.length - 1 - index };
    });
  }

  function look(): readonly LinkEvent[] {
    queue.sendDue(performance.now());
    sender.send();
    const gone = nodes.pass(LOOK_EVERY);
    if (gone.length > 0) mender?.mend(); // the journal may have last words of theirs that no heartbeat told of
    for (const id of nodes.takeForgettable(2 * settings.journalAge)) newcomers.forget(id);
    return left(gone);
  }

  nodes.forgive();
  const mayHaveJournal = connection.info?.jetstream === true;
  newcomers.rely({ onJournal: mayHaveJournal });
  if (node.membership !== 'new') {
    if (mayHaveJournal) newcomers.readFirst();
    else newcomers.settle();
  }

  const heard$ = messagesAt(connection, subjects.batches).pipe(mergeMap(orIgnored(takeBatch)));
  const answers$ = messagesAt(connection, inbox).pipe(filter(({ data }) => data.length > 0)); // or nobody is there
  const met$ = merge(messagesAt(connection, subjects.presence), answers$).pipe(
    mergeMap(orIgnored(takeHeartbeat)),
  );
  const answered$ = messagesAt(connection, subjects.who).pipe(mergeMap(orIgnored(tellWho)));
  const beats$ = defer(() => timer(nodes.beatEvery)).pipe(
    tap(() => {
      beat();
      void mender?.look();
    }),
    repeat(),
    ignoreElements(),
  );
  const looks$ = defer(() => {
    connection.publish(subjects.presence, heartbeatOf('hello', node), { reply: inbox });
    return interval(LOOK_EVERY).pipe(mergeMap(look));
  });

  function up(journal: Journal | NoJournal | undefined): LinkUp {
    const broker = connection.getServer();
    const reason = journal instanceof NoJournal ? journal.reason : journal?.lack;
    const hasJournal = journal === undefined ? mayHaveJournal : journal instanceof Journal;
    return { type: 'link', link: 'up', node: node.id, broker, journal: hasJournal, ...errorOf(reason) };
  }

  let told: LinkUp | undefined;
  /** That the link is up is told once, and once more where it turns out that the journal is not what it was taken for. */
  function isNews(coming: Coming): boolean {
    if (coming.type !== 'link' || coming.link !== 'up') return true;
    const before = told;
    told = coming;
    return before?.journal !== coming.journal || before.error?.message !== coming.error?.message;
  }

  const journal$ = defer(() => Journal.open(connection, settings, subjects)).pipe(
    retry({ delay: TRY_AGAIN }),
    connect((opened$) =>
      merge(
        opened$.pipe(
          map((journal) => journal instanceof Journal),
          startWith(mayHaveJournal),
          distinctUntilChanged(),
          switchMap((hasJournal) => sender.sending(connection, hasJournal)),
        ),
        opened$.pipe(
          switchMap((journal) => {
            newcomers.rely({ onJournal: journal instanceof Journal });
            if (journal instanceof NoJournal && node.membership !== 'new') newcomers.settle();
            mender = new Mender(node, journal instanceof Journal ? journal : undefined, up(journal));
            return mender.coming$;
          }),
        ),
        timer(UP_AT_LAST).pipe(
          tap(() => {
            if (mender === undefined) newcomers.settle(); // else it does, when it has read
          }),
          filter(() => told === undefined),
          map(() => up(undefined)),
        ),
      ),
    ),
    filter(isNews),
  );

  return merge(
    loss(connection),
    violations(connection, subjects.all),
    heard$,
    met$,
    answered$,
    beats$,
    looks$,
    journal$,
  );
}

function errorOf(error: Error | undefined): { readonly error?: Error } {
  return error === undefined ? {} : { error };
}

/** What no node sends is told of, and ignored. */
function orIgnored(read: (message: Msg) => readonly Coming[]): (message: Msg) => readonly Coming[] {
  return (message) => {
    try {
      return read(message);
    } catch (error) {
      return [{ type: 'link', link: 'ignored', subject: message.subject, error: errorFrom(error) }];
    }
  };
}

/** Tells the others that this node goes, so that they need not find out. */
export function sayBye(connection: NatsConnection, node: LocalNode): void {
  connection.publish(node.subjects.presence, heartbeatOf('bye', node));
}

function heartbeatOf(kind: Heartbeat['kind'], node: LocalNode): string {
  const { id, started, age, queue, here, nodes } = node;
  return encodeHeartbeat({
    node: id,
    started,
    age,
    said: queue.sent,
    floor: queue.floor,
    clients: here.roster.size,
    every: nodes.beatEvery,
    kind,
  });
}
