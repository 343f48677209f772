import type { ProtocolName } from '../protocols/index.ts';
import type { Workload } from '../workloads.ts';
import type { Arrival } from './storm.ts';
import type { Cost } from './talk.ts';
import type { Contestant } from './turns.ts';

interface OnPort {
  /** On 127.0.0.1. */
  readonly port: number;
}

interface WithClients extends OnPort {
  readonly protocol: ProtocolName;
  /** Where every other client comes in. Left out where all come in at one. */
  readonly others?: { readonly port: number; readonly protocol: ProtocolName } | undefined;
}

/** What one load process is asked to do. */
export type Task =
  | (WithClients & { readonly kind: 'talk'; readonly server: number; readonly workload: Workload })
  | {
      readonly kind: 'turns';
      readonly servers: readonly Contestant[];
      readonly workload: Workload;
      readonly rounds: number;
    }
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
  /** For each server its rounds: nanoseconds of its CPU for each delivered message. */
  readonly turns: readonly (readonly number[])[];
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
