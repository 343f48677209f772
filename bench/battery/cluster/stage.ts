import type { Outcome } from '../fault.ts';
import { type Load, startLoad } from '../load/startLoad.ts';
import type { RoleArguments } from '../load/roles.ts';
import { inScratchFolder } from '../scratch.ts';
import type { Surroundings } from '../server.ts';
import { Broker, hasBroker } from './broker.ts';
import { startBrokers } from './brokers.ts';
import { ClusterNode } from './node.ts';
import type { TalkersResult } from './talkers.ts';

/** What a fault of a cluster has at hand; all that is started by it ends with the fault. */
export interface ClusterStage {
  readonly folder: string;
  /** Starts a broker, which is ready then. */
  readonly broker: (options?: Omit<ConstructorParameters<typeof Broker>[0], 'folder'>) => Promise<Broker>;
  /** One that is not started yet. */
  readonly absentBroker: () => Broker;
  /** Starts several that are one. */
  readonly brokers: (count: number) => Promise<Broker[]>;
  /** Starts a node, which listens then. */
  readonly node: (
    name: string,
    urls: readonly string[],
    args?: readonly string[],
    surroundings?: Surroundings,
  ) => Promise<ClusterNode>;
  /** Starts nodes by these names, one after another. */
  readonly nodes: (
    names: string,
    urls: readonly string[],
    args?: readonly string[],
  ) => Promise<ClusterNode[]>;
  /** Lets talkers join at each of these nodes, in a process of their own. They are silent as yet. */
  readonly crowd: (nodes: readonly ClusterNode[], talk?: Partial<Talk>) => Promise<Load<TalkersResult>>;
}

export type Talk = Omit<RoleArguments<'talkers'>, 'others'>;

/** Two talkers at each node, who say that many lines a second together. */
export const USUAL_TALK: Talk = { talkers: 2, rate: 100 };

/**
 * Plays a fault with brokers and nodes of its own, and ends all that it started. That a node ends, unless it is killed, or
 * complains, is a problem of every fault.
 */
export async function onCluster(play: (stage: ClusterStage) => Promise<Outcome>): Promise<Outcome> {
  if (!hasBroker())
    return { measured: 'left out, as nats-server is not here', problems: [], missedFigures: [] };
  const brokers: Broker[] = [];
  const nodes: ClusterNode[] = [];
  const loads: Load<unknown>[] = [];
  const troubles = (): string[] => nodes.flatMap((node) => node.troubles());

  return await inScratchFolder(async (folder) => {
    const absentBroker = (options = {}): Broker => {
      const broker = new Broker({ folder, ...options });
      brokers.push(broker);
      return broker;
    };
    const node: ClusterStage['node'] = async (name, urls, args = [], surroundings = {}) => {
      const started = await ClusterNode.start({ name, urls, args, surroundings });
      nodes.push(started);
      return started;
    };
    try {
      const outcome = await play({
        folder,
        absentBroker,
        broker: async (options) => {
          const broker = absentBroker(options);
          await broker.start();
          await broker.isReady();
          return broker;
        },
        brokers: async (count) => await startBrokers(folder, count, (broker) => brokers.push(broker)),
        node,
        nodes: async (names, urls, args) => {
          const started: ClusterNode[] = [];
          for (const name of names) started.push(await node(name, urls, args));
          return started;
        },
        crowd: async ([first, ...others], talk) => {
          const ports = others.map(({ port }) => port);
          const load = startLoad('talkers', first?.port ?? NaN, { others: ports, ...USUAL_TALK, ...talk });
          loads.push(load);
          await load.step('joined');
          return load;
        },
      });
      return { ...outcome, problems: [...outcome.problems, ...troubles()] };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { measured: '–', problems: [why, ...troubles()], missedFigures: [] };
    } finally {
      await Promise.all(loads.map((load) => load.end()));
      await Promise.all(nodes.map(({ server }) => server.end()));
      await Promise.all(brokers.map((broker) => broker.kill()));
    }
  });
}
