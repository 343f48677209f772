import { once } from 'node:events';
import type { Cues } from './cues.ts';
import { Member, lossesOf } from './member.ts';
import { PATTERN } from './pattern.ts';

const CHUNK = 64 * 1024;

interface FloodArguments {
  /** Bytes that are said first, so that the server's code is compiled. */
  readonly warmUp: number;
  readonly milliseconds: number;
}

interface FloodResult {
  /** Bytes, those of the warm-up included. */
  readonly said: number;
  readonly problems: readonly string[];
}

/** One client that talks as fast as its system takes it, once ordered to `flood`. */
export async function flood(
  port: number,
  { warmUp, milliseconds }: FloodArguments,
  cues: Cues,
): Promise<FloodResult> {
  const speaker = new Member(port);
  await speaker.joined;
  let said = 0;

  async function sayWhile(goesOn: () => boolean): Promise<void> {
    while (goesOn() && speaker.lost === undefined) {
      const offset = said % PATTERN.length;
      said += CHUNK;
      if (!speaker.socket.write(PATTERN.subarray(offset, offset + CHUNK)))
        await once(speaker.socket, 'drain');
    }
  }

  cues.tell('joined');
  await cues.come('warm up');
  await sayWhile(() => said < warmUp);
  await cues.come('flood');
  const start = performance.now();
  await sayWhile(() => performance.now() - start < milliseconds);
  return { said, problems: lossesOf([speaker]) };
}
