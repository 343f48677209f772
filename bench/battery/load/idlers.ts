import type { Cues } from './cues.ts';
import { joinMany } from './member.ts';

/** Clients that are there, and nothing else, until the order `reset`: then all of them are gone at once. */
export async function idlers(port: number, { count }: { readonly count: number }, cues: Cues): Promise<void> {
  const members = await joinMany(port, count);
  cues.tell('joined');
  await cues.come('reset');
  for (const { socket } of members) socket.resetAndDestroy();
}
