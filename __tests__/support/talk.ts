import { fileURLToPath } from 'node:url';
import { type Outcome, Program } from './bin.ts';

export const TALK = fileURLToPath(new URL('../../dist/talk.js', import.meta.url));

/** `talk` with these arguments, its input open. */
export function startTalk(...args: string[]): Program {
  return new Program(process.execPath, [TALK, ...args]);
}

/** `talk` with these arguments and this input, to its end. */
export async function runTalk(input: string, ...args: string[]): Promise<Outcome> {
  const program = startTalk(...args);
  program.process.stdin?.end(input);
  return await program.ends();
}
