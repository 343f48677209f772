import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import {
  catchError,
  defer,
  EMPTY,
  Observable,
  switchMap,
  take,
  takeUntil,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { errorFrom } from '../errors.ts';
import type { ClientSettings } from './clientSettings.ts';
import {
  endpoint,
  ServerLost,
  serverClosed,
  serverFull,
  serverLost,
  serverSilent,
  type TurnedAway,
  turnedAwayBy,
} from './serverLost.ts';

type Receiving = Pick<ClientSettings, 'host' | 'port' | 'greeting' | 'drainTimeout' | 'output'>;

/** Milliseconds after which a server that has told somebody so has closed the connection; what came meanwhile is looked at first. */
const TURNED_AWAY_HOLD = 1000;

/** A TLS record of type alert: the answer of a TLS server to who speaks plainly. */
const TLS_ALERT = Buffer.of(0x15, 0x03);

/**
 * The chunks that come on a socket, which belongs to this stream. Errors with `ServerLost` when the connection ends, but
 * completes where `stop$` has emitted before: then this side is closed, and the server has `drainTimeout` to close its own.
 */
export function receive(socket: Socket, settings: Receiving, stop$: Observable<unknown>): Observable<Buffer> {
  return defer(() => {
    let hasStopped = false;
    const deadline$ = stop$.pipe(
      take(1),
      tap(() => {
        hasStopped = true;
        socket.end();
      }),
      switchMap(() => timer(settings.drainTimeout)),
      tap(() => {
        if (socket.writableLength > 0) throw unsent(socket.writableLength, settings);
      }),
    );
    return chunks(socket, settings).pipe(
      catchError((error: unknown) =>
        hasStopped && error instanceof ServerLost && error.reason === 'closed'
          ? EMPTY
          : throwError(() => errorFrom(error)),
      ),
      takeUntil(deadline$),
    );
  });
}

/** What a server that is full says, and what somebody may have said who came before. */
interface HeldWords {
  readonly words: TurnedAway;
  readonly chunk: Buffer;
  readonly hold: NodeJS.Timeout;
}

/** Until the connection ends, which is an error, whoever ends it. */
function chunks(socket: Socket, settings: Receiving): Observable<Buffer> {
  return new Observable((subscriber) => {
    const isTls = socket instanceof TLSSocket;
    let hasSpoken = isTls || settings.greeting === '';
    let isFirst = true;
    /** The first that came, where the end of the connection makes it the reason of that end. */
    let held: HeldWords | undefined;
    function pass(chunk: Buffer): void {
      subscriber.next(chunk);
      const { output } = settings;
      if (output?.writableNeedDrain !== true || socket.isPaused()) return;
      socket.pause();
      const resume = (): unknown => socket.resume();
      output.once('drain', resume);
      subscriber.add(() => output.off('drain', resume));
    }
    function passHeld(): void {
      clearTimeout(held?.hold);
      if (held !== undefined) pass(held.chunk);
      held = undefined;
    }
    function lost(error: ServerLost): void {
      subscriber.error(held === undefined ? error : serverFull(held.words, settings));
    }
    socket.on('data', (chunk: Buffer) => {
      if (!hasSpoken && chunk.subarray(0, 2).equals(TLS_ALERT)) {
        subscriber.error(serverSilent(settings));
        return;
      }
      hasSpoken = true;
      passHeld();
      const words = isFirst ? turnedAwayBy(chunk) : undefined;
      isFirst = false;
      if (words === undefined) pass(chunk);
      else held = { words, chunk, hold: setTimeout(() => setImmediate(passHeld), TURNED_AWAY_HOLD) };
    });
    socket.once('error', (error) => lost(serverLost(error, settings)));
    socket.once('end', () => lost(hasSpoken ? serverClosed(settings) : serverSilent(settings)));
    return () => {
      clearTimeout(held?.hold);
      held = undefined;
      socket.destroy();
    };
  });
}

function unsent(bytes: number, settings: Receiving): ServerLost {
  return new ServerLost(
    'unsent',
    `${endpoint(settings)} did not take the last ${bytes} bytes in time: try again, or give it longer with --drain`,
  );
}
