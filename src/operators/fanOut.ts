import type { OperatorFunction, Subscriber } from 'rxjs';
import { Batch, type Utterance } from '../batch.ts';
import type { Announced, AskedWho, Joined, Left, Named, SaidEvent, TalkEvent } from '../events.ts';
import { Said } from '../said.ts';
import type { Announcement } from './announce.ts';
import { operate } from './operate.ts';
import type { Roster } from './withRoster.ts';

/** What comes to the fan-out: what is to be handed to everybody, and what merely happened. */
export type Outgoing = Said | Announcement | Joined | Named | AskedWho | Left;

/**
 * Hands each batch to everybody in the roster but the speaker, with one `send` per connection, then tells what happened
 * in it, in order. Receivers are a loop, not subscriptions: a leaver costs nothing here.
 */
export function fanOut(roster: Roster): OperatorFunction<readonly Outgoing[], TalkEvent> {
  return operate((subscriber: Subscriber<TalkEvent>) => ({
    next(outgoing) {
      const utterances = outgoing.flatMap(utter);
      if (utterances.length > 0) deliver(new Batch(utterances), roster);
      const events = outgoing.map((each) => tell(each, roster));
      for (const event of events) subscriber.next(event);
    },
  }));
}

function deliver(batch: Batch, roster: Roster): void {
  for (const connection of roster.keys()) {
    const delivery = batch.for(connection);
    if (delivery !== undefined) connection.send(delivery);
  }
}

function utter(outgoing: Outgoing): Utterance[] {
  switch (outgoing.type) {
    case 'said':
      return [{ speaker: Said.speakerOf(outgoing), bytes: outgoing.bytes }];
    case 'announced':
      return [{ speaker: undefined, bytes: outgoing.bytes }];
    case 'joined':
    case 'named':
    case 'askedWho':
    case 'left':
      return [];
  }
}

function tell(outgoing: Outgoing, roster: Roster): TalkEvent {
  switch (outgoing.type) {
    case 'said':
      return said(outgoing, roster);
    case 'announced':
      return announced(outgoing, roster);
    case 'joined':
    case 'named':
    case 'askedWho':
    case 'left':
      return outgoing;
  }
}

function said(said: Said, roster: Roster): SaidEvent {
  const { type, id, name, address, port, bytes, text } = said;
  const clients = roster.size;
  const receivers = roster.has(Said.speakerOf(said)) ? clients - 1 : clients;
  return { type, id, name, address, port, bytes, text, receivers, clients };
}

function announced(announcement: Announcement, roster: Roster): Announced {
  return { ...announcement, receivers: roster.size, clients: roster.size };
}
