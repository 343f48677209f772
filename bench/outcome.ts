import { Failure } from './load/failure.ts';
import type { Peer } from './peers/peer.ts';
import { type RunningServer, startServer } from './processes.ts';

/** What one run showed, or why it showed nothing. */
export type Outcome<Value> =
  { readonly kind: 'measured'; readonly value: Value } | { readonly kind: 'failed'; readonly why: string };

/** All rounds of one peer. */
export interface Series<Value> {
  readonly peer: string;
  readonly rounds: readonly Outcome<Value>[];
}

/** Why a series shows nothing; undefined where every round was measured. */
export function failureOf<Value>({ rounds }: Series<Value>): string | undefined {
  const failures = rounds.filter((round) => round.kind === 'failed');
  const [first] = failures;
  if (first === undefined) return undefined;
  return failures.length === rounds.length
    ? first.why
    : `${first.why} in ${failures.length} of ${rounds.length} rounds`;
}

/** One figure of every round that was measured. */
export function figures<Value>(series: Series<Value>, of: (value: Value) => number): number[] {
  return series.rounds.flatMap((round) => (round.kind === 'measured' ? [of(round.value)] : []));
}

/** Starts a peer, measures it, and ends it. A peer that fails is an outcome; what else fails is an error. */
export async function outcomeOf<Value>(
  peer: Peer,
  clients: number,
  measure: (server: RunningServer) => Promise<Value>,
): Promise<Outcome<Value>> {
  if (clients > (peer.mostClients ?? Infinity)) return { kind: 'failed', why: 'too many clients' };
  return await attempt(async () => {
    const server = await startServer((port) => peer.command(port));
    try {
      return await measure(server);
    } finally {
      await server.end();
    }
  });
}

/** What comes of measuring. A server that fails is an outcome; what else fails is an error. */
export async function attempt<Value>(measure: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { kind: 'measured', value: await measure() };
  } catch (error) {
    if (error instanceof Failure) return { kind: 'failed', why: error.message };
    throw error;
  }
}
