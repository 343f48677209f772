import type { Cues } from './cues.ts';
import { joinMany, lossesOf, type Member } from './member.ts';
import { allComes } from './progress.ts';
import { unsentBytes } from './unsent.ts';

/** Bytes of a step in which the kernel's buffers are filled, newline not among them. */
const STEP = 128 * 1024;

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => Buffer.from(letter));

interface TinyArguments {
  readonly readers: number;
  readonly stalled: number;
  readonly warmUp: number;
  readonly sends: number;
}

interface TinyResult {
  readonly seconds: number;
  readonly problems: readonly string[];
}

/** One says a byte at a time, each once the first reader has the one before, so that each is a chunk of its own. */
export async function tinySends(
  port: number,
  { readers, stalled, warmUp, sends }: TinyArguments,
  cues: Cues,
): Promise<TinyResult> {
  const [speaker, ...listeners] = await joinMany(port, readers + 1);
  const [first] = listeners;
  if (speaker === undefined || first === undefined) throw new Error('nobody speaks to anybody');
  let wrong = 0;
  for (const listener of listeners) {
    listener.take = (bytes) => {
      const start = listener.received - bytes.length;
      for (let at = 0; at < bytes.length; at++) wrong += Number(bytes[at] !== letter(start + at)[0]);
    };
  }
  await speak(speaker, first, warmUp);

  await cues.come('stall');
  const deaf = await joinMany(port, stalled);
  deaf.forEach((member) => member.pause());
  const filled = warmUp + (await fillKernel(port, speaker, first, warmUp, stalled));
  cues.tell('stalled', filled);
  await cues.come('go');
  const start = performance.now();
  const total = filled + sends;
  await speak(speaker, first, total);
  const seconds = (performance.now() - start) / 1000;

  const least = (): number => Math.min(...listeners.map(({ received }) => received));
  const isAll = await allComes(() => least() === total, least);
  return {
    seconds,
    problems: [
      ...lossesOf([speaker, ...listeners, ...deaf]),
      ...(isAll ? [] : [`a reader got ${least()} of ${total} bytes`]),
      ...(wrong === 0 ? [] : [`readers got ${wrong} wrong bytes`]),
    ],
  };
}

/**
 * Says more and more until the kernel takes no more for those who do not read: from then on, what is for them waits in the
 * server. Returns how much was said.
 */
async function fillKernel(
  port: number,
  speaker: Member,
  listener: Member,
  from: number,
  stalled: number,
): Promise<number> {
  let said = 0;
  for (let [before, now] = [-1, 0]; now - before > (STEP / 2) * stalled || said < STEP * 4;) {
    const step = Buffer.from(Array.from({ length: STEP }, (_, at) => letter(from + said + at)[0] ?? 0));
    speaker.socket.write(step);
    said += STEP;
    const all = from + said;
    const isHeard = await allComes(
      () => listener.received === all,
      () => listener.received,
    );
    if (!isHeard) throw new Error('the first reader does not get all');
    [before, now] = [now, unsentBytes(port)];
  }
  return said;
}

async function speak(speaker: Member, listener: Member, until: number): Promise<void> {
  const check = listener.take;
  await new Promise<void>((resolve, reject) => {
    listener.take = (bytes) => {
      check(bytes);
      if (listener.received < until) speaker.socket.write(letter(listener.received));
      else resolve();
    };
    for (const { socket } of [speaker, listener]) {
      socket.once('close', () => reject(new Error('the speaker or its first reader was cut')));
    }
    speaker.socket.write(letter(listener.received));
  });
  listener.take = check;
}

function letter(number: number): Buffer {
  return LETTERS[number % LETTERS.length] ?? Buffer.alloc(1);
}
