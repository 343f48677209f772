import type { OperatorFunction, Subscriber } from 'rxjs';
import type { Backplane } from '../backplane.ts';
import { Batch } from '../batch.ts';
import { type EventLoop, eventLoop } from '../eventLoop.ts';
import type {
  Announced,
  AskedWho,
  EventType,
  FannedOut,
  Joined,
  Left,
  LinkEvent,
  Named,
  Spoke,
  TalkEvent,
} from '../events.ts';
import type { History } from '../history.ts';
import type { ReadonlyRoster } from '../roster.ts';
import { Delivered } from '../said.ts';
import type { Speech } from '../speech.ts';
import type { Tally } from '../tally.ts';
import type { Announcement } from './announce.ts';
import { operate } from './operate.ts';

/** What comes to the fan-out: what is to be handed to everybody, and what merely happened. @category Backplanes */
export type Outgoing = Speech | Announcement | Joined | Named | AskedWho | Left | LinkEvent;

/** How many bytes are to be handed to everybody: none, where something merely happened. */
export function spokenBytes(outgoing: Outgoing): number {
  return outgoing.type === 'said' || outgoing.type === 'announced' ? outgoing.bytes.length : 0;
}

/** What the fan-out hands to, and who keeps account of it. */
export interface Room {
  readonly roster: ReadonlyRoster;
  readonly backplane: Pick<Backplane, 'id' | 'publish'>;
  readonly history: History;
  readonly tally: Tally;
}

/**
 * Hands each batch to everybody in the roster but the speaker, with one `send` per connection, then to the other
 * nodes, keeps and counts it, then tells what happened in it, in order. Receivers are a loop, not subscriptions: a
 * leaver costs nothing here. An event that nobody wants is not made, and without one for it no clock is read.
 */
export function fanOut(
  { roster, backplane, history, tally }: Room,
  wanted: ReadonlySet<EventType>,
  clock: Pick<EventLoop, 'now'> = eventLoop,
): OperatorFunction<readonly Outgoing[], TalkEvent> {
  const isMeasured = wanted.has('fannedOut');
  return operate((subscriber: Subscriber<TalkEvent>) => ({
    next(outgoing) {
      const batch = new Batch();
      let measured: FannedOut | undefined;
      for (const each of outgoing) {
        if (each.type === 'said') batch.add(each);
        else if (each.type === 'announced') batch.add({ bytes: each.bytes, messages: [each.bytes] });
      }
      if (batch.length > 0) {
        if (isMeasured) measured = measure(() => deliver(batch, roster), outgoing, roster, clock);
        else deliver(batch, roster);
        backplane.publish(outgoing);
        history.add(batch);
      }
      for (const each of outgoing) tally.count(each, receiversOf(each, roster));
      // All at once, so that what a subscriber does to the roster shows in no event of this batch.
      const events = outgoing.flatMap((each) => tell(each, roster, wanted, backplane.id));
      if (measured !== undefined) subscriber.next(measured);
      for (const event of events) subscriber.next(event);
    },
  }));
}

/** To how many connections. */
function deliver(batch: Batch, roster: ReadonlyRoster): number {
  let sends = 0;
  for (const connection of roster.keys()) {
    const delivery = batch.for(connection);
    if (delivery === undefined) continue;
    connection.send(delivery);
    sends += 1;
  }
  return sends;
}

function measure(
  hand: () => number,
  outgoing: readonly Outgoing[],
  roster: ReadonlyRoster,
  clock: Pick<EventLoop, 'now'>,
): FannedOut {
  const start = clock.now();
  const receivers = hand();
  const milliseconds = clock.now() - start;
  const sum = { messages: 0, bytes: 0, deliveredMessages: 0, deliveredBytes: 0 };
  for (const each of outgoing) {
    if (each.type !== 'said' && each.type !== 'announced') continue;
    const messages = each.type === 'said' ? each.count : 1;
    const times = receiversOf(each, roster);
    sum.messages += messages;
    sum.bytes += each.bytes.length;
    sum.deliveredMessages += messages * times;
    sum.deliveredBytes += each.bytes.length * times;
  }
  return { type: 'fannedOut', ...sum, receivers, clients: roster.size, milliseconds };
}

const NOTHING: readonly TalkEvent[] = [];

/** What is wanted of it. */
function tell(
  outgoing: Outgoing,
  roster: ReadonlyRoster,
  wanted: ReadonlySet<EventType>,
  node: string | undefined,
): readonly TalkEvent[] {
  if (outgoing.type === 'said') {
    const whole = wanted.has('spoke') ? [spoke(outgoing, roster, node)] : NOTHING;
    const single = wanted.has('said') ? delivered(outgoing, roster, node) : NOTHING;
    return whole === NOTHING ? single : [...whole, ...single];
  }
  if (!wanted.has(outgoing.type)) return NOTHING;
  return [outgoing.type === 'announced' ? announced(outgoing, roster, node) : outgoing];
}

function spoke(speech: Speech, roster: ReadonlyRoster, node: string | undefined): Spoke {
  const { client, bytes, count: messages, origin = node } = speech;
  return {
    type: 'spoke',
    ...client,
    bytes,
    messages,
    receivers: receiversOf(speech, roster),
    clients: roster.size,
    origin,
  };
}

function delivered(speech: Speech, roster: ReadonlyRoster, node: string | undefined): readonly Delivered[] {
  return Delivered.eachOf(speech, receiversOf(speech, roster), roster.size, speech.origin ?? node);
}

function announced(announcement: Announcement, roster: ReadonlyRoster, node: string | undefined): Announced {
  const { origin = node } = announcement;
  return { ...announcement, receivers: roster.size, clients: roster.size, origin };
}

function receiversOf(outgoing: Outgoing, roster: ReadonlyRoster): number {
  const isHere = outgoing.type === 'said' && outgoing.speaker !== undefined && roster.has(outgoing.speaker);
  return isHere ? roster.size - 1 : roster.size;
}
