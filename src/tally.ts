import { LEAVE_REASONS, type LeaveReason, type Stats } from './events.ts';
import type { Outgoing } from './operators/fanOut.ts';

/** Counts what happens in one chat, for whoever watches over it. */
export class Tally {
  #joined = 0;
  readonly #left = new Map<LeaveReason, number>();
  #messages = 0;
  #bytes = 0;
  #deliveredMessages = 0;
  #deliveredBytes = 0;
  #requests = 0;
  #answers = 0;

  /** @param receivers how many it was handed to, where it is something that is handed on. */
  count(outgoing: Outgoing, receivers: number): void {
    switch (outgoing.type) {
      case 'said':
        this.#countWords(outgoing.bytes.length, outgoing.count, receivers);
        break;
      case 'announced':
        this.#countWords(outgoing.bytes.length, 1, receivers);
        break;
      case 'joined':
        this.#joined += 1;
        break;
      case 'left':
        this.#left.set(outgoing.reason, this.#timesLeft(outgoing.reason) + 1);
        break;
      case 'askedWho':
        this.#requests += outgoing.requests;
        this.#answers += 1;
        break;
      case 'named':
      case 'link':
    }
  }

  /** @param clients how many are connected now. */
  stats(clients: number, isLast: boolean): Stats {
    const left = Object.fromEntries(LEAVE_REASONS.map((reason) => [reason, this.#timesLeft(reason)]));
    return {
      type: 'stats',
      isLast,
      clients,
      joined: this.#joined,
      left: left as Stats['left'], // every reason is among the keys
      messages: this.#messages,
      bytes: this.#bytes,
      deliveredMessages: this.#deliveredMessages,
      deliveredBytes: this.#deliveredBytes,
      requests: this.#requests,
      answers: this.#answers,
    };
  }

  #timesLeft(reason: LeaveReason): number {
    return this.#left.get(reason) ?? 0;
  }

  #countWords(bytes: number, messages: number, receivers: number): void {
    this.#messages += messages;
    this.#bytes += bytes;
    this.#deliveredMessages += messages * receivers;
    this.#deliveredBytes += bytes * receivers;
  }
}
