import { expect, test } from '@jest/globals';
import type { TalkEvent } from '../../src/events.ts';
import { Counts } from '../../src/operations/counts.ts';

const who = { id: 7, name: 'x', address: 'y', port: 1 };
const node = 'here';
const error = new Error('gone');
const batch = { messages: 3, bytes: 30, deliveredMessages: 6, deliveredBytes: 60 };
const fannedOut: TalkEvent = { type: 'fannedOut', ...batch, receivers: 2, clients: 3, milliseconds: 1 };
const said = { ...who, bytes: Buffer.from('hello'), receivers: 2, clients: 9 };

test.each<[string, readonly TalkEvent[], Partial<Counts>]>([
  ['who comes', [{ type: 'joined', ...who, clients: 1 }], { joined: 1, clients: 1 }],
  [
    'who goes, and why',
    [
      { type: 'left', ...who, reason: 'closed', clients: 4 },
      { type: 'left', ...who, reason: 'full', clients: 4 },
      { type: 'left', ...who, reason: 'closed', clients: 3 },
    ],
    {
      left: new Map([
        ['closed', 2],
        ['full', 1],
      ] as const),
      clients: 3,
    },
  ],
  [
    'what was handed to all',
    [fannedOut, fannedOut],
    { messages: 6, bytes: 60, deliveries: 12, deliveredBytes: 120, clients: 3 },
  ],
  [
    'who was asked for',
    [{ type: 'askedWho', ...who, bytes: Buffer.from('/who:'), requests: 3, clients: 1 }],
    { whoRequests: 3, whoAnswers: 1 },
  ],
  ['the link', [{ type: 'link', link: 'down', node, error }], { link: 'down' }],
  [
    'the link that is up again',
    [
      { type: 'link', link: 'down', node, error },
      { type: 'link', link: 'up', node, broker: 'b:1', journal: true },
    ],
    { link: 'up' },
  ],
  [
    'other nodes',
    [
      { type: 'link', link: 'nodeJoined', node, nodes: 3 },
      { type: 'link', link: 'nodeLeft', node, nodes: 2 },
    ],
    { nodes: 2 },
  ],
  [
    'what is lost',
    [
      { type: 'link', link: 'dropped', messages: 5, bytes: 50 },
      { type: 'link', link: 'gap', node, messages: 7 },
    ],
    { droppedMessages: 5, missedMessages: 7 },
  ],
  [
    'nothing else: no message one by one',
    [
      { type: 'listening', service: 'chat', address: 'x', port: 1 },
      { type: 'named', ...who, previous: 'y', clients: 9 },
      { type: 'said', ...said, text: 'hello' },
      { type: 'spoke', ...said, messages: 1 },
      { type: 'announced', bytes: said.bytes, text: 'hello', receivers: 2, clients: 9 },
      { type: 'reloaded' },
      { type: 'link', link: 'epoch' },
      { type: 'link', link: 'ignored', subject: 's', error },
    ],
    {},
  ],
])('%s', (_, events, counted) => {
  const counts = new Counts();
  for (const event of events) counts.count(event);
  expect(counts).toEqual(Object.assign(new Counts(), counted));
});
