import { once } from 'node:events';
import type { Cues } from './cues.ts';
import { joinMany, lossesOf, type Member } from './member.ts';
import { PATTERN } from './pattern.ts';

const CHUNK = 64 * 1024;

interface FloodArguments {
  readonly speakers: number;
  /** Bytes that one of them says first, so that the server's code is compiled. */
  readonly warmUp: number;
  readonly milliseconds: number;
}

interface FloodResult {
  /** Bytes, those of the warm-up included. */
  readonly said: number;
  readonly problems: readonly string[];
}

/** Clients that talk as fast as their system takes it, once ordered to `flood`. */
export async function flood(
  port: number,
  { speakers, warmUp, milliseconds }: FloodArguments,
  cues: Cues,
): Promise<FloodResult> {
  const members = await joinMany(port, speakers);
  let said = 0;

  async function sayWhile(speaker: Member, goesOn: () => boolean): Promise<void> {
    while (goesOn() && speaker.lost === undefined) {
      const offset = said % PATTERN.length;
      said += CHUNK;
      if (!speaker.socket.write(PATTERN.subarray(offset, offset + CHUNK)))
        await once(speaker.socket, 'drain');
    }
  }

  cues.tell('joined');
  await cues.come('warm up');
  await Promise.all(members.slice(0, 1).map((member) => sayWhile(member, () => said < warmUp)));
  await cues.come('flood');
  const start = performance.now();
  await Promise.all(
    members.map((member) => sayWhile(member, () => performance.now() - start < milliseconds)),
  );
  return { said, problems: lossesOf(members) };
}
