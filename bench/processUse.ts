import { readdirSync, readFileSync } from 'node:fs';

const KIB = 1024;

/** What the benchmark reads is Linux's own accounting. Undefined where it is there, else one line that says so. */
export function missingAccounting(): string | undefined {
  try {
    cpuNanoseconds(process.pid);
    return undefined;
  } catch {
    return `it needs Linux, whose /proc tells the CPU time of each thread; this is ${process.platform}`;
  }
}

/** CPU time of all threads of a process so far, user and system, in nanoseconds, as the scheduler counts it. */
export function cpuNanoseconds(pid: number): number {
  const threads = `/proc/${pid}/task`;
  let nanoseconds = 0;
  for (const thread of readdirSync(threads)) {
    const [running = ''] = readFileSync(`${threads}/${thread}/schedstat`, 'latin1').split(' ');
    nanoseconds += Number(running);
  }
  return nanoseconds;
}

/** Bytes of memory that a process has now. */
export function residentBytes(pid: number): number {
  return status(pid, 'VmRSS');
}

/** Bytes of memory that a process had at the most. */
export function peakResidentBytes(pid: number): number {
  return status(pid, 'VmHWM');
}

/** How many files, and so connections, a process may have open once it has raised its limit. */
export function mostOpenFiles(): number {
  const [, most] = /^Max open files +\S+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? [];
  return most === undefined ? Infinity : Number(most);
}

function status(pid: number, field: string): number {
  const text = readFileSync(`/proc/${pid}/status`, 'latin1');
  const [, kibibytes] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text) ?? [];
  if (kibibytes === undefined) throw new Error(`the kernel does not tell ${field} of process ${pid}`);
  return Number(kibibytes) * KIB;
}
