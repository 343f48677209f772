import type { ProtocolName } from '../protocols/index.ts';
import type { Workload } from '../workloads.ts';
import type { Arrival } from './storm.ts';
import type { Cost } from './talk.ts';

interface OnPort {
  /** On 127.0.0.1. */
  readonly port: number;
}

interface WithClients extends OnPort {
  readonly protocol: ProtocolName;
}

/** What one load process is asked to do. */
export type Task =
  | (WithClients & { readonly kind: 'talk'; readonly server: number; readonly workload: Workload })
  | (WithClients & { readonly kind: 'storm'; readonly server: number; readonly size: number })
  | (WithClients & {
      readonly kind: 'company';
      readonly size: number;
      readonly isBusy: boolean;
      readonly messageSize: number;
    })
  | (OnPort & { readonly kind: 'probe'; readonly count: number; readonly messageSize: number });

export type TaskKind = Task['kind'];
export type TaskOf<Kind extends TaskKind> = Extract<Task, { readonly kind: Kind }>;

/** What comes of each. */
export interface Results {
  readonly talk: Cost;
  readonly storm: Arrival;
  /** Everybody is there, and stays for as long as the process lives. */
  readonly company: 'in place';
  /** Milliseconds, one for each probe. */
  readonly probe: readonly number[];
}

/** What a load process answers. */
export type Answer =
  | { readonly kind: 'result'; readonly result: Results[TaskKind] }
  /** The peer failed, in the words of the table. */
  | { readonly kind: 'failure'; readonly why: string }
  /** The benchmark failed. */
  | { readonly kind: 'error'; readonly message: string };
