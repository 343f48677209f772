import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { JetStreamApiError } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { endChildren } from '../../bench/battery/children.ts';
import { Broker } from '../../bench/battery/cluster/broker.ts';
import { LIMITS } from '../../src/limits.ts';
import { Subjects } from '../../src/nats/identity.ts';
import { isForGood, isStored, Journal, type NoJournal } from '../../src/nats/journal.ts';
import { natsSettings } from '../../src/nats/settings.ts';
import { newFolder, removeFolders } from '../support/folders.ts';
import { toolsHere } from '../support/tools.ts';

const withBroker = toolsHere('nats-server').length > 0 ? describe : describe.skip;

/** So many that nodes of most runs meet in the very moment in which the broker makes the journal. */
const NODES = 8;
const ROOMS = 200;
/** Bytes that the broker sets aside for each journal: of the usual ones, 200 would take more than many a disk has. */
const { min: SMALL } = LIMITS.journalSize;
/** Milliseconds that all of it may take, however slow the machine is. */
const PATIENCE = 60_000;

const connections: NatsConnection[] = [];
let broker: Broker;

beforeEach(async () => {
  broker = new Broker({ folder: newFolder() });
  await broker.start();
});
afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.close();
  await broker.kill();
});
afterAll(() => {
  endChildren();
  removeFolders();
});

async function node(): Promise<NatsConnection> {
  const connection = await connect({ servers: broker.url });
  connections.push(connection);
  return connection;
}

function open(connection: NatsConnection, room: string, replicas = 1): Promise<Journal | NoJournal> {
  return Journal.open(
    connection,
    natsSettings({ servers: [broker.url], room, replicas, journalSize: SMALL }),
    new Subjects(room),
  );
}

test.each([
  ['a stream that is offline until its broker is back', 500, 10118, false],
  ['a reader whose broker is gone', 404, 10014, false],
  ['a cluster that has just lost its leader', 503, 10008, false],
  ['no room for it at all', 500, 10047, true],
])('an error of the journal may pass: %s', (description, code, errorCode, isLasting) => {
  const error = new JetStreamApiError({ description, code, err_code: errorCode });
  expect(isForGood(error)).toBe(isLasting);
});

test.each([
  ['{"stream":"TALK_lobby","seq":7}', true],
  ['{"stream":"TALK_lobby","seq":7,"duplicate":true}', true],
  ['{"error":{"code":400,"err_code":10097,"description":"no"},"stream":"TALK_lobby","seq":0}', false],
  ['{"stream":"TALK_other","seq":7}', false],
  ['{"type":"here"}', false],
  ['', false],
  ['no', false],
])('what is answered to what was published, %s: that it is stored is %s', (answer, stored) => {
  expect(isStored({ data: Buffer.from(answer) }, 'lobby')).toBe(stored);
});

withBroker('the journal of a room', () => {
  test(
    'is one for all, whoever makes it, and at whatever moment the others come',
    async () => {
      const nodes = await Promise.all(Array.from({ length: NODES }, node));
      for (let room = 0; room < ROOMS; room += 1) {
        const journals = await Promise.all(nodes.map((connection) => open(connection, `room-${room}`)));
        expect(journals).toEqual(journals.map(() => expect.any(Journal) as unknown));
      }
    },
    PATIENCE,
  );

  test('that cannot be made is none, and says why', async () => {
    expect(await open(await node(), 'lobby', 3)).toMatchObject({
      reason: { message: 'replicas > 1 not supported in non-clustered mode' },
    });
  });
});
