import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** All that runs, each with a process group of its own: a signal from the terminal is not for them. */
const running = new Set<ChildProcess>();

/** Sees to it that a child, which is started `detached`, is ended with this process. */
export function keep(child: ChildProcess): void {
  running.add(child);
  child.once('close', () => running.delete(child));
}

export function isRunning(child: ChildProcess): boolean {
  return running.has(child);
}

/** Ends a child and all that it started, at once. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  const closed = once(child, 'close');
  kill(child);
  await closed;
}

/** Ends whatever was started and still runs, at once. */
export function endChildren(): void {
  running.forEach(kill);
}

function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
