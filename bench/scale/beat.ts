import { Nodes } from '../../src/nats/nodes.ts';

/** Seconds from one heartbeat of a node to its next, in a room of so many nodes: as the nodes themselves have it. */
export function beatSeconds(nodes: number): number {
  const known = new Nodes();
  for (let other = 1; other < nodes; other++) {
    known.hear({
      node: `n${other}`,
      started: 0,
      age: 0,
      said: 0,
      floor: 1,
      clients: 0,
      every: 1,
      kind: 'here',
    });
  }
  return known.beatEvery / 1000;
}
