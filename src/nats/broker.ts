import {
  AuthorizationError,
  connect,
  type ConnectionOptions,
  credsAuthenticator,
  type Msg,
  type NatsConnection,
  PermissionViolationError,
} from '@nats-io/transport-node';
import { EMPTY, from, interval, mergeMap, Observable, race, throwError } from 'rxjs';
import { probe } from './probe.ts';
import type { Access } from './settings.ts';

/** Milliseconds that a broker may take to answer a newcomer. One that is stopped accepts, and says nothing. */
const PATIENCE = 2000;
/** Milliseconds between two questions whether it still lives, and how many may be without an answer. */
const ASK_EVERY = 1000;
const UNANSWERED = 3;

/** Connects to one broker; never again by itself, so that no message is lost unseen. */
export async function dial(server: string, name: string, access: Access): Promise<NatsConnection> {
  await probe(server, PATIENCE);
  const { user, password, creds, tlsCa } = access;
  const tls = tlsCa === undefined ? {} : { ca: tlsCa };
  const options: ConnectionOptions = {
    servers: server,
    name,
    noEcho: true,
    reconnect: false,
    timeout: PATIENCE,
    noAsyncTraces: true, // a stack trace for each request costs more than the request
    ignoreClusterUpdates: true,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { pass: password }),
    ...(creds === undefined ? {} : { authenticator: credsAuthenticator(creds) }),
    ...(tlsCa !== undefined || server.startsWith('tls:') ? { tls } : {}),
  };
  return await connect(options);
}

/** Whether the broker does not want this node, so that asking again would not help. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof AuthorizationError || error instanceof PermissionViolationError;
}

/** Errors with what the broker does not allow this node to do at these subjects. */
export function violations(connection: NatsConnection, subjects: string): Observable<never> {
  return from(connection.status()).pipe(
    mergeMap((status) => {
      const isOurs =
        status.type === 'error' &&
        status.error instanceof PermissionViolationError &&
        status.error.subject.startsWith(subjects);
      return isOurs ? throwError(() => status.error) : EMPTY;
    }),
  );
}

/** What comes at this subject, for as long as somebody wants it. */
export function messagesAt(connection: NatsConnection, subject: string): Observable<Msg> {
  return new Observable((subscriber) => {
    const subscription = connection.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) subscriber.next(message);
        else subscriber.error(error);
      },
    });
    return () => subscription.unsubscribe();
  });
}

/** Errors as soon as the connection is lost, or the broker has not answered for so long that it may as well be. */
export function loss(connection: NatsConnection): Observable<never> {
  const closed$ = from(connection.closed()).pipe(
    mergeMap((error) => throwError(() => error ?? new Error('the broker closed the connection'))),
  );
  let unanswered = 0;
  const silent$ = interval(ASK_EVERY).pipe(
    mergeMap(() => {
      if (unanswered === UNANSWERED) return throwError(() => new Error('the broker does not answer'));
      unanswered += 1;
      void connection.flush().then(
        () => (unanswered = 0),
        () => undefined, // it is closed, which the other one tells
      );
      return EMPTY;
    }),
  );
  return race(closed$, silent$);
}
