import { createInbox, type NatsConnection } from '@nats-io/transport-node';
import { ignoreElements, NEVER, Observable, tap } from 'rxjs';
import { messagesAt } from './broker.ts';
import { isStored } from './journal.ts';
import type { Batch, SendQueue } from './sendQueue.ts';

/** Bytes that are on their way to the broker at a time: so little is soon gone, and soon sent again. */
const WINDOW = 256 * 1024;

/** How to send, for as long as one connection lasts. */
interface Way {
  readonly connection: NatsConnection;
  /** Where the journal answers, where there is one. */
  readonly inbox: string | undefined;
}

/**
 * Sends what a queue has to the broker: what gathers while the last of it is on its way goes together, so that there are
 * fewer and larger batches under load, and no timer. What is acknowledged is taken out of the queue.
 */
export class Sender {
  readonly #queue: SendQueue;
  readonly #subject: string;
  readonly #room: string;
  #way: Way | undefined;
  #isOnItsWay = false;
  #sentAt = 0;
  #whenEmpty: (() => void) | undefined;

  constructor(queue: SendQueue, subject: string, room: string) {
    this.#queue = queue;
    this.#subject = subject;
    this.#room = room;
  }

  /**
   * Sends by this connection, for as long as it is subscribed to; first all that is not acknowledged yet. Emits nothing.
   *
   * @param hasJournal whether the journal is to acknowledge a batch; else the broker does.
   */
  sending(connection: NatsConnection, hasJournal: boolean): Observable<never> {
    return new Observable((subscriber) => {
      const inbox = hasJournal ? createInbox() : undefined;
      const way: Way = { connection, inbox };
      const answers$ = inbox === undefined ? NEVER : messagesAt(connection, `${inbox}.*`);
      subscriber.add(
        answers$
          .pipe(
            tap((answer) => {
              const first = numberIn(answer.subject);
              if (isStored(answer, this.#room)) this.#acknowledge(first);
              else this.#queue.refuse(first, performance.now());
            }),
            ignoreElements(),
          )
          .subscribe(subscriber),
      );
      this.#way = way;
      this.#isOnItsWay = false;
      this.#queue.fit(connection.info?.max_payload);
      this.#queue.sendAll();
      this.send();
      return () => {
        if (this.#way === way) this.#way = undefined;
      };
    });
  }

  /** What can be sent now is. To be called whenever there is something new. */
  send(): void {
    const way = this.#way;
    if (way === undefined || this.#isOnItsWay) return;
    const batches = this.#sendWindow(way);
    if (batches.length === 0) return;
    this.#isOnItsWay = true;
    this.#sentAt = performance.now();
    way.connection.flush().then(
      () => this.#arrived(way, batches),
      () => undefined, // the connection is lost, which others see
    );
  }

  /** Milliseconds since what is on its way was sent: so slow is the broker, at least. */
  get waiting(): number {
    return this.#isOnItsWay ? performance.now() - this.#sentAt : 0;
  }

  /** When all that was ever given to the queue is acknowledged. */
  async empty(): Promise<void> {
    if (!this.#queue.isEmpty) await new Promise<void>((resolve) => (this.#whenEmpty = resolve));
  }

  #acknowledge(first: number): void {
    this.#queue.acknowledge(first);
    if (this.#queue.isEmpty) this.#whenEmpty?.();
  }

  #sendWindow({ connection, inbox }: Way): readonly Batch[] {
    const batches: Batch[] = [];
    for (let bytes = 0; bytes < WINDOW;) {
      const batch = this.#queue.take(performance.now());
      if (batch === undefined) break;
      const headers = this.#queue.headersOf(batch);
      const reply = inbox === undefined ? {} : { reply: `${inbox}.${batch.first}` };
      try {
        connection.publish(this.#subject, batch.bytes, { headers, ...reply });
      } catch {
        if (connection.isClosed()) break; // it is sent by the next one
        this.#queue.giveUp(batch); // the broker takes no message of this size, and will not
        continue;
      }
      batches.push(batch);
      bytes += batch.size;
    }
    return batches;
  }

  #arrived(way: Way, batches: readonly Batch[]): void {
    if (this.#way !== way) return;
    for (const batch of batches) {
      this.#queue.receive(batch);
      if (way.inbox === undefined) this.#acknowledge(batch.first);
    }
    this.#isOnItsWay = false;
    this.send();
  }
}

function numberIn(subject: string): number {
  return Number(subject.slice(subject.lastIndexOf('.') + 1));
}
