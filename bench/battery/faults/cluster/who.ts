import { setTimeout as pause } from 'node:timers/promises';
import { milliseconds } from '../../../report/format.ts';
import { allKnow, beginTalk, clientsOf, endTalk } from '../../cluster/room.ts';
import { onCluster } from '../../cluster/stage.ts';
import { undisturbed, wholeness } from '../../cluster/verdict.ts';
import { askRoom, type RoomAnswer } from '../../cluster/who.ts';
import { type Fault, unless } from '../../fault.ts';
import { delayAtMost, longest } from '../../figures.ts';
import { becomes } from '../../wait.ts';

/** Often enough that one answer that is late by chance is seen. */
const ASKED = 10;
const ANSWERED_WITHIN = 20;
const WITHOUT_IT_WITHIN = 1200;
/** Milliseconds after which no answer is given again, and before which nobody is believed to be gone. */
const ANSWER_IS_OLD = 1500;
const TRIES = 3;
const NOTE = '2 of 3 servers answered.';
/** Milliseconds in which everybody has a name, however slow the machine is. */
const PATIENCE = 30_000;
const UNKNOWN = '<unknown>';
/** At each node, in the order in which they connect; who only listens comes first, and has no name. */
const AT_EACH = ['0', '1'];

export const who: Fault = {
  name: 'cluster-who',
  title: '`/who:` of three nodes; then one of them is stopped (SIGSTOP)',
  wanted:
    'all clients of all nodes within 20 ms, by the start of their node and then as they connected; without the one that is' +
    ` stopped within 1.2 s, with \`${NOTE}\``,
  isQuick: false,
  run: () =>
    onCluster(async (stage) => {
      const broker = await stage.broker();
      const nodes = await stage.nodes('abc', [broker.url]);
      const crowd = await stage.crowd(nodes);
      await allKnow(nodes, nodes.length * clientsOf());
      beginTalk(crowd);
      const ports = nodes.map(({ port }) => port);
      const areNamed = async (port: number): Promise<boolean> =>
        isOrdered(await askRoom(port), 'abc', port, ports);
      const named: boolean[] = [];
      for (const port of ports) named.push(await becomes(() => areNamed(port), PATIENCE));
      const answers: RoomAnswer[] = [];
      for (let time = 0; time < ASKED; time++) answers.push(await askRoom(ports[time % ports.length] ?? NaN));

      const stopped = nodes.at(-1);
      stopped?.server.signal('SIGSTOP');
      const [first = NaN] = ports;
      await pause(ANSWER_IS_OLD);
      let without = await askRoom(first);
      let tries = 1;
      // Another that is held up for long does not answer either, and is asked again in time.
      for (; tries < TRIES && without.note !== NOTE; tries++) {
        await pause(ANSWER_IS_OLD);
        without = await askRoom(first);
      }
      stopped?.server.signal('SIGCONT');
      const isWhole = await becomes(() => areNamed(first), PATIENCE);
      const result = await endTalk(crowd);
      const slowest = longest(answers.map((answer) => answer.milliseconds));
      return {
        measured:
          `longest of ${ASKED} answers ${milliseconds(slowest)}; without the one that is stopped` +
          ` ${milliseconds(without.milliseconds)}`,
        problems: [
          ...wholeness(result),
          ...undisturbed(nodes),
          ...named.flatMap((isNamed, node) =>
            unless(isNamed, `the answer of node ${node + 1} is not in order, or not whole`),
          ),
          ...unless(
            without.note === NOTE && isOrdered(without, 'ab', first, ports),
            `while one is stopped: ${without.clients} clients, ${without.names.join(' ')}; ${without.note}`,
          ),
          ...unless(isWhole, 'the one that was stopped is missing afterwards'),
        ],
        missedFigures: [
          ...delayAtMost(ANSWERED_WITHIN, slowest, 'the longest answer'),
          ...unless(
            answers.every(({ note }) => note === undefined),
            'a server did not answer in time, though nothing was wrong',
          ),
          ...delayAtMost(WITHOUT_IT_WITHIN, without.milliseconds, 'the answer without one'),
          ...unless(tries === 1, `the answer without one was right only when asked ${tries} times`),
        ],
      };
    }),
};

/** Whether it names all clients of these nodes in their order, and whoever asks at this port at the end of his node's. */
function isOrdered(
  { clients, names }: RoomAnswer,
  nodes: string,
  port: number,
  ports: readonly number[],
): boolean {
  const expected = Array.from(nodes).flatMap((node, index) => [
    UNKNOWN,
    ...AT_EACH.map((talker) => `${node}-${talker}`),
    ...(ports[index] === port ? [UNKNOWN] : []),
  ]);
  return clients === expected.length && names.join() === expected.join();
}
