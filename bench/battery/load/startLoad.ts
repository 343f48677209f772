import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { COMPILED } from '../../project.ts';
import { endChild, isRunning, keep } from '../children.ts';
import type { Told } from './load.ts';
import type { Role, RoleArguments, RoleResult } from './roles.ts';

/** Milliseconds that clients have to come to their next step, unless told otherwise. */
const PATIENCE = 90_000;

/** Clients in a process of their own. */
export class Load<Result> {
  readonly #child: ChildProcess;
  readonly #steps: { readonly step: string; readonly value: number }[] = [];
  readonly #news = new EventEmitter();
  #result: { readonly value: Result } | undefined;
  #error: string | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (told: Told) => {
      if (told.kind === 'step') this.#steps.push(told);
      else if (told.kind === 'error') this.#error = told.message;
      else this.#result = { value: told.result as Result }; // load.ts has it from this very role
      this.#news.emit('news');
    });
    child.once('close', () => this.#news.emit('news'));
  }

  /** Waits until a step is done, which tells a figure. */
  async step(name: string, patience = PATIENCE): Promise<number> {
    const find = (): number | undefined => this.#steps.find(({ step }) => step === name)?.value;
    return await this.#wait(find, name, patience);
  }

  /** Waits until all is done. */
  async result(patience = PATIENCE): Promise<Result> {
    return (await this.#wait(() => this.#result, 'its end', patience)).value;
  }

  order(name: string, value = 0): void {
    if (this.#child.connected) this.#child.send({ name, value });
  }

  async end(): Promise<void> {
    await endChild(this.#child);
  }

  async #wait<Value>(find: () => Value | undefined, what: string, patience: number): Promise<Value> {
    const signal = AbortSignal.timeout(patience);
    for (;;) {
      if (this.#error !== undefined) throw new Error(this.#error);
      const found = find();
      if (found !== undefined) return found;
      if (!isRunning(this.#child)) throw new Error(`clients ended before ${what}`);
      try {
        await once(this.#news, 'news', { signal });
      } catch (error) {
        throw signal.aborted ? new Error(`clients took too long for ${what}`) : error;
      }
    }
  }
}

/** Starts clients of a server on 127.0.0.1. */
export function startLoad<R extends Role>(
  role: R,
  port: number,
  args: RoleArguments<R>,
): Load<RoleResult<R>> {
  const child = fork(join(COMPILED, 'battery', 'load', 'load.js'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
  });
  keep(child);
  child.send({ role, port, args });
  return new Load(child);
}
