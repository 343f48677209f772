import { Broker } from './broker.ts';
import { ownAddress } from './address.ts';

const ROUTES = 6222;

/** As `/jsz?streams=true` tells it. */
interface Journals {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly { readonly cluster?: { readonly leader?: string } }[];
  }[];
}

/** So many brokers that are one: each knows where the others are. All of them are ready. */
export async function startBrokers(
  folder: string,
  count: number,
  starts: (broker: Broker) => void,
): Promise<Broker[]> {
  const addresses = Array.from({ length: count }, ownAddress);
  const routes = addresses.map((address) => `nats://${address}:${ROUTES}`).join();
  const brokers = addresses.map((address) => {
    const cluster = ['--cluster_name', 'battery', '--cluster', `nats://${address}:${ROUTES}`];
    // Named by its address, which is what it calls the leader.
    return new Broker({ folder, address, args: ['-n', address, ...cluster, '--routes', routes] });
  });
  brokers.forEach(starts);
  await Promise.all(brokers.map((broker) => broker.start()));
  await Promise.all(brokers.map((broker) => broker.isReady()));
  return brokers;
}

/** The one of them that leads the room's journal; undefined where none does. */
export async function leaderOf(brokers: readonly Broker[]): Promise<Broker | undefined> {
  for (const broker of brokers) {
    const { account_details: accounts = [] } = (await broker.tells('jsz?streams=true')) as Journals;
    const leaders = accounts.flatMap(({ stream_detail: streams = [] }) =>
      streams.flatMap(({ cluster }) => cluster?.leader ?? []),
    );
    const leader = brokers.find(({ address }) => leaders.includes(address));
    if (leader !== undefined) return leader;
  }
  return undefined;
}
