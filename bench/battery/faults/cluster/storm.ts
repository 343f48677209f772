import { setTimeout as pause } from 'node:timers/promises';
import { count, milliseconds } from '../../../report/format.ts';
import type { Broker } from '../../cluster/broker.ts';
import { Relay } from '../../cluster/relay.ts';
import { allKnow, beginTalk, catchUp, clientsOf, endTalk } from '../../cluster/room.ts';
import { onCluster } from '../../cluster/stage.ts';
import { wholeness } from '../../cluster/verdict.ts';
import type { Fault } from '../../fault.ts';
import { randomFrom } from '../../load/random.ts';
import type { Server } from '../../server.ts';

/** Milliseconds of faults; and of one, and until the next, at the most. */
const LASTS = 15_000;
const LONGEST = 1500;
const SEED = 20_261_126;
/** Each has a link of its own, but one broker. */
const NAMES = ['a', 'b', 'c'];

/** What can go wrong with something, and how that ends. */
interface Trouble {
  readonly begin: () => unknown;
  readonly end: () => unknown;
}

export const storm: Fault = {
  name: 'cluster-storm',
  title:
    `for ${LASTS / 1000} s the broker of three talking nodes is killed or stopped, each node is stopped, and each of their links is` +
    ` cut, again and again, for up to ${LONGEST / 1000} s, all at random and at the same time`,
  wanted: 'nothing is lost, doubled or out of order',
  isQuick: false,
  run: () =>
    onCluster(async (stage) => {
      const broker = await stage.broker();
      const relays = await Promise.all(NAMES.map(() => Relay.to(new URL(broker.url))));
      try {
        const urls = relays.map(({ url }) => url);
        const nodes = [];
        for (const [index, name] of NAMES.entries()) nodes.push(await stage.node(name, [urls[index] ?? '']));
        const crowd = await stage.crowd(nodes);
        await allKnow(nodes, nodes.length * clientsOf());
        beginTalk(crowd);
        const victims = [
          troublesOf(broker),
          ...nodes.map(({ server }) => [stopping(server)]),
          ...relays.map((relay) => [cutting(relay)]),
        ];
        const counts = await Promise.all(
          victims.map((troubles, index) => trouble(troubles, randomFrom(SEED + index))),
        );
        const level = await catchUp(crowd, nodes.length);
        const result = await endTalk(crowd);
        const faults = counts.reduce((sum, each) => sum + each, 0);
        const outages = nodes.reduce((sum, node) => sum + node.links('down').length, 0);
        return {
          measured:
            `${count(faults)} faults, by which nodes lost their link ${count(outages)} times; ${count(result.said)} lines` +
            ` said; everybody had everything ${milliseconds(level)} after the last`,
          problems: wholeness(result),
          missedFigures: [],
        };
      } finally {
        for (const relay of relays) relay.end();
      }
    }),
};

/** Has one of these come now and then, and tells how many came. */
async function trouble(troubles: readonly Trouble[], random: () => number): Promise<number> {
  const end = performance.now() + LASTS;
  let times = 0;
  for (;;) {
    await pause(random() * LONGEST);
    const chosen = troubles[Math.floor(random() * troubles.length)];
    if (performance.now() > end || chosen === undefined) return times;
    await chosen.begin();
    await pause(random() * LONGEST);
    await chosen.end();
    times += 1;
  }
}

function troublesOf(broker: Broker): Trouble[] {
  return [
    { begin: () => broker.kill(), end: () => broker.start() },
    { begin: () => broker.signal('SIGSTOP'), end: () => broker.signal('SIGCONT') },
  ];
}

function stopping(server: Server): Trouble {
  return { begin: () => server.signal('SIGSTOP'), end: () => server.signal('SIGCONT') };
}

function cutting(relay: Relay): Trouble {
  return { begin: () => relay.cut(), end: () => relay.mend() };
}
