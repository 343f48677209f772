import { expect, test } from '@jest/globals';
import type { Level } from 'pino';
import type { LinkEvent } from '../src/events.ts';
import { linkFieldsOf, linkLevelOf, linkMessageOf } from '../src/logLink.ts';

const HERE = 'here-0123456789ab';
const THERE = 'there-0123456789ab';

test.each<[LinkEvent, Level, object, string]>([
  [
    { type: 'link', link: 'up', node: HERE, broker: '192.0.2.1:4222', journal: true },
    'info',
    { link: 'up', node: HERE, broker: '192.0.2.1:4222', journal: true },
    'joined the room at 192.0.2.1:4222',
  ],
  [
    {
      ...{ type: 'link', link: 'up', node: HERE, broker: '192.0.2.1:4222', journal: false },
      error: new Error('no room\u202e'),
    },
    'warn',
    { link: 'up', node: HERE, broker: '192.0.2.1:4222', journal: false, error: 'no room\\u202e' },
    'joined the room at 192.0.2.1:4222, which keeps no journal',
  ],
  [
    {
      ...{ type: 'link', link: 'up', node: HERE, broker: '192.0.2.1:4222', journal: true },
      error: new Error('the journal has 1 copy, not 3'),
    },
    'warn',
    {
      ...{ link: 'up', node: HERE, broker: '192.0.2.1:4222', journal: true },
      error: 'the journal has 1 copy, not 3',
    },
    'joined the room at 192.0.2.1:4222',
  ],
  [
    { type: 'link', link: 'down', node: HERE, error: new Error('gone\u202e') },
    'warn',
    { link: 'down', node: HERE, error: 'gone\\u202e' },
    'alone: what is said is kept for the others',
  ],
  [
    { type: 'link', link: 'dropped', messages: 3, bytes: 30 },
    'warn',
    { link: 'dropped', messages: 3, bytes: 30 },
    '3 messages could be kept no longer: the others will not hear them',
  ],
  [
    { type: 'link', link: 'gap', node: THERE, messages: 3 },
    'warn',
    { link: 'gap', node: THERE, messages: 3 },
    `3 messages of ${THERE} will not be heard here`,
  ],
  [{ type: 'link', link: 'epoch' }, 'warn', { link: 'epoch' }, 'the journal is another one than before'],
  [
    { type: 'link', link: 'nodeJoined', node: THERE, nodes: 2 },
    'info',
    { link: 'nodeJoined', node: THERE, nodes: 2 },
    `${THERE} is there`,
  ],
  [
    { type: 'link', link: 'nodeLeft', node: THERE, nodes: 1 },
    'warn',
    { link: 'nodeLeft', node: THERE, nodes: 1 },
    `${THERE} is gone`,
  ],
  [
    { type: 'link', link: 'ignored', subject: 'talk.v1.lobby.b.\u202e', error: new Error('no JSON') },
    'warn',
    { link: 'ignored', subject: 'talk.v1.lobby.b.\\u202e', error: 'no JSON' },
    'ignored what came at talk.v1.lobby.b.\\u202e',
  ],
])('%j is told at level %s', (event, level, fields, message) => {
  expect(linkLevelOf(event)).toBe(level);
  expect(linkFieldsOf(event)).toEqual(fields);
  expect(linkMessageOf(event)).toBe(message);
});
