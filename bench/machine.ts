import { arch, cpus, release, totalmem, type } from 'node:os';

/** Where figures come from. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
}

export function thisMachine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? arch(),
    cores: processors.length,
    memory: totalmem(),
    system: `${type()} ${release()}`,
    node: process.versions.node,
  };
}
