import { test } from '@jest/globals';
import { NEVER } from 'rxjs';
import type { LinkEvent } from '../../src/events.ts';
import { readiness, type Readiness } from '../../src/operations/readiness.ts';
import { marbles } from '../support/marbles.ts';

const node = 'here';
const links: Readonly<Record<string, LinkEvent>> = {
  u: { type: 'link', link: 'up', node, broker: 'b:1', journal: true },
  d: { type: 'link', link: 'down', node, error: new Error('gone') },
  n: { type: 'link', link: 'nodeJoined', node, nodes: 2 },
};

/** Down since the frame that is given. */
function values(since = 0): Record<string, Readiness> {
  return { r: { state: 'ready' }, x: { state: 'draining' }, d: { state: 'linkDown', since } };
}

test.each<[string, string, string, string, number]>([
  ['without a word of a link it is ready', '       --------', '---', 'r---', 0],
  ['a link that is up is ready', '                 -u------', '---', 'r---', 0],
  ['down for as long as it may, and up again', '   -u-d------u---', '---', 'r-------d-r---', 3],
  ['not down for long enough', '                   -u-d---u--', '---', 'r----', 0],
  ['told again that it is down, it is as old', '   -u-d--d-------', '---', 'r-------d---', 3],
  ['never up is down from the start', '            --d------', '---', 'r----d--', 0],
  ['never up, and told after the bound', '         ------d--', '---', 'r-----d--', 0],
  ['other news of the link are none of it', '      -u-n---', '---', 'r-----', 0],
  ['draining is the last word', '                  -u-d------', '---x', 'r--(x|)', 0],
  ['the end of the events is not that of the chat', '-u|', '-----x', 'r----(x|)', 0],
])('%s', (_, link, stopping, expected, since) => {
  marbles(({ hot, expectObservable }) => {
    const readiness$ = hot(link.trim(), links).pipe(readiness(hot(stopping), 5));
    expectObservable(readiness$).toBe(expected, values(since));
  });
});

test('a server that stops from the start is never ready for long', () => {
  marbles(({ cold, expectObservable }) => {
    expectObservable(NEVER.pipe(readiness(cold('x'), 5))).toBe('(rx|)', values());
  });
});

test('early unsubscribe', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const link$ = hot('     -u-d-------', links);
    const stopping$ = hot(' -----------');
    expectObservable(link$.pipe(readiness(stopping$, 5)), '^---!').toBe('r----', values());
    expectSubscriptions(link$.subscriptions).toBe('^---!');
    expectSubscriptions(stopping$.subscriptions).toBe('^---!');
  });
});
