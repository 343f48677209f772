import { residentBytes } from '../processUse.ts';
import type { Crowd } from './crowd.ts';

/** Milliseconds until those who were not served by then count as refused: longer than the kernel's third try. */
const DEADLINE = 15_000;

/** What it took a server to take a crowd in that comes all at once, and keeps quiet. */
export interface Arrival {
  /** Bytes of server memory for each connection, above the empty server. */
  readonly bytesPerConnection: number;
  /** Milliseconds from the first connect until the last was served. */
  readonly everybody: number;
  /** Milliseconds that the one who waited longest waited. */
  readonly longest: number;
  /** How many were refused, or not served in 15 s. */
  readonly refused: number;
}

/**
 * So many clients connect at once, and stay.
 *
 * @param calm milliseconds that the server has to come to rest, before its memory is read
 */
export async function storm(crowd: Crowd, size: number, server: number, calm = 1000): Promise<Arrival> {
  await rest(calm);
  const before = residentBytes(server);
  const start = performance.now();
  let served = 0;
  let longest = 0;
  let everybody = 0;

  const arrivals = Array.from({ length: size }, async () => {
    const knocked = performance.now();
    try {
      await crowd.enter().ready;
    } catch {
      return;
    }
    const now = performance.now();
    longest = Math.max(longest, now - knocked);
    everybody = now - start;
    served++;
  });
  await Promise.race([Promise.all(arrivals), rest(DEADLINE)]);
  const inTime = { everybody, longest, refused: size - served };
  await rest(calm);
  return { bytesPerConnection: (residentBytes(server) - before) / served, ...inTime };
}

async function rest(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
