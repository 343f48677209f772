import { setTimeout as pause } from 'node:timers/promises';
import { count, milliseconds } from '../../../report/format.ts';
import { megabytes } from '../../figures.ts';
import { Relay } from '../../cluster/relay.ts';
import { allJoined, allKnow, beginTalk, catchUp, clientsOf, endTalk } from '../../cluster/room.ts';
import { onCluster } from '../../cluster/stage.ts';
import { localUnharmed, wholeness } from '../../cluster/verdict.ts';
import { type Fault, unless } from '../../fault.ts';

const MIB = 1024 * 1024;
/** Far more than the journal keeps. */
const SAID = 12 * MIB;
/** Milliseconds of talk before and after. */
const CALM = 500;
/** Milliseconds in which the one that was away has joined again, however slow the machine is. */
const PATIENCE = 60_000;
const ALL = [0, 1];

export const shortJournal: Fault = {
  name: 'cluster-short-journal',
  title: `the link of one of two nodes is cut while ${megabytes(SAID)} are said at the other, and the journal keeps 1 MiB`,
  wanted:
    'what the one that was away misses is exactly what it tells in its log, in messages; it has all that the journal has;' +
    ' nobody at the other misses anything',
  isQuick: false,
  run: () =>
    onCluster(async (stage) => {
      const broker = await stage.broker();
      const relay = await Relay.to(new URL(broker.url));
      try {
        const args = ['--journal-size', '1m'];
        const speaking = await stage.node('a', [broker.url], args);
        const away = await stage.node('b', [relay.url], args);
        const nodes = [speaking, away];
        const crowd = await stage.crowd(nodes);
        await allKnow(nodes, nodes.length * clientsOf());
        await allJoined(nodes);
        beginTalk(crowd);
        await pause(CALM);
        relay.cut();
        crowd.order('bytes', SAID);
        await crowd.step(`bytes ${SAID}`);
        relay.mend();
        const joined = await away.joins(2, PATIENCE);
        const level = await catchUp(crowd, nodes.length);
        await pause(CALM);
        const result = await endTalk(crowd);
        const told = away.gapsOf(speaking.name);
        return {
          measured: `${count(told)} of ${count(result.said)} messages missed and told; all had the rest ${milliseconds(level)} after it joined`,
          problems: [
            ...wholeness(result, ({ from, to }) => (from === 0 && to === 1 ? told : 0)),
            ...unless(!Number.isNaN(joined), 'the one that was away does not join again'),
            ...unless(told > 0, 'the journal had all of it, so nothing was shown'),
            ...unless(speaking.dropped === 0, `the other gave up ${speaking.dropped} messages`),
          ],
          missedFigures: localUnharmed(result, ALL),
        };
      } finally {
        relay.end();
      }
    }),
};
