import { connect } from '@nats-io/transport-node';
import type { Broker } from './broker.ts';

/** What nodes answer one of them: to its hello, or to a question. */
export interface Answers {
  readonly count: number;
  readonly bytes: number;
}

/** All that nodes answer each other is at these subjects, and what the journal answers, which names no node. */
const INBOXES = '_INBOX.>';
const OF_NODE = '"node":';

/** Counts the answers while something is done. Whoever counts them has them, too, which costs the broker as much again. */
export async function answersTo(broker: Broker, act: () => Promise<unknown>): Promise<Answers> {
  const connection = await connect({ servers: broker.url });
  let count = 0;
  let bytes = 0;
  connection.subscribe(INBOXES, {
    callback: (_, { data }) => {
      if (!Buffer.from(data.buffer, data.byteOffset, data.byteLength).includes(OF_NODE)) return;
      count += 1;
      bytes += data.length;
    },
  });
  await connection.flush();
  await act();
  await connection.flush();
  await connection.close();
  return { count, bytes };
}
