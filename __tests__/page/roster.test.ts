import { expect, test } from '@jest/globals';
import { parseRosterNews, Roster, type RosterNews } from '../../src/page/roster.ts';

const alice = { id: 1, name: 'alice' };
const bob = { id: 2, name: 'bob' };

test('the news are read, and what else is in them is left alone', () => {
  const roster = { type: 'roster', you: 2, count: 2, clients: [alice, bob] };
  expect(parseRosterNews(JSON.stringify({ ...roster, more: 1 }))).toEqual(roster);
  const changes = { type: 'changes', count: 1, joined: [], named: [bob], left: [1] };
  expect(parseRosterNews(JSON.stringify(changes))).toEqual(changes);
});

test.each([
  'no JSON',
  'null',
  '[]',
  '{"type":"weather","count":1}',
  '{"type":"roster","you":1,"clients":[]}',
  '{"type":"roster","you":1,"count":1,"clients":[{"id":1}]}',
  '{"type":"roster","you":"1","count":1,"clients":[]}',
  '{"type":"changes","count":1,"joined":[],"named":[]}',
  '{"type":"changes","count":1.5,"joined":[],"named":[],"left":[]}',
  '{"type":"changes","count":1,"joined":[],"named":[],"left":["1"]}',
])('%s is no news', (json) => {
  expect(parseRosterNews(json)).toBeUndefined();
});

test('changes are made in order: who joins and leaves in one of them was never here', () => {
  const roster = new Roster();
  const news: RosterNews[] = [
    { type: 'roster', you: 2, count: 2, clients: [alice, bob] },
    {
      type: 'changes',
      count: 2,
      joined: [{ id: 3, name: '<unknown>' }],
      named: [{ id: 1, name: 'Al' }],
      left: [3],
    },
  ];
  for (const each of news) roster.apply(each);
  expect([...roster.people.values()]).toEqual([{ id: 1, name: 'Al' }, bob]);
  expect(roster).toMatchObject({ you: 2, count: 2 });
});

test('a new roster is all that counts', () => {
  const roster = new Roster();
  roster.apply({ type: 'roster', you: 1, count: 1, clients: [alice] });
  roster.apply({ type: 'roster', you: 2, count: 1, clients: [bob] });
  expect([...roster.people.values()]).toEqual([bob]);
  expect(roster.you).toBe(2);
});
