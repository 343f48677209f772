import type { LeaveReason, LinkEvent, TalkEvent } from '../events.ts';

/** How the node is linked to the others: not at all, where there is no backplane. */
export type LinkState = 'none' | 'up' | 'down';

/** What the events of one server told so far, in numbers: what metrics and samples are made of. Nothing here is per message. */
export class Counts {
  clients = 0;
  joined = 0;
  readonly left = new Map<LeaveReason, number>();
  messages = 0;
  bytes = 0;
  deliveries = 0;
  deliveredBytes = 0;
  whoRequests = 0;
  whoAnswers = 0;
  link: LinkState = 'none';
  /** Servers in the room, this one included, as far as it last heard. */
  nodes = 1;
  droppedMessages = 0;
  missedMessages = 0;

  count(event: TalkEvent): void {
    switch (event.type) {
      case 'fannedOut':
        this.clients = event.clients;
        this.messages += event.messages;
        this.bytes += event.bytes;
        this.deliveries += event.deliveredMessages;
        this.deliveredBytes += event.deliveredBytes;
        break;
      case 'joined':
        this.clients = event.clients;
        this.joined += 1;
        break;
      case 'left':
        this.clients = event.clients;
        this.left.set(event.reason, (this.left.get(event.reason) ?? 0) + 1);
        break;
      case 'askedWho':
        this.whoRequests += event.requests;
        this.whoAnswers += 1;
        break;
      case 'link':
        this.#countLink(event);
        break;
      case 'listening':
      case 'named':
      case 'said':
      case 'spoke':
      case 'announced':
      case 'reloaded':
      case 'stats':
    }
  }

  #countLink(event: LinkEvent): void {
    switch (event.link) {
      case 'up':
      case 'down':
        this.link = event.link;
        break;
      case 'nodeJoined':
      case 'nodeLeft':
        this.nodes = event.nodes;
        break;
      case 'dropped':
        this.droppedMessages += event.messages;
        break;
      case 'gap':
        this.missedMessages += event.messages;
        break;
      case 'epoch':
      case 'ignored':
    }
  }
}
