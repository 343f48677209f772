/** What came of a fault. */
export interface Outcome {
  /** The figures, in words. */
  readonly measured: string;
  /** What is not as it should be; the fault holds where there is none. */
  readonly problems: readonly string[];
}

/** Something that goes wrong around a server, and what must come of it. */
export interface Fault {
  /** What the command line calls it. */
  readonly name: string;
  readonly title: string;
  /** What must hold. */
  readonly wanted: string;
  /** Whether it is one of those that take less than a minute together. */
  readonly isQuick: boolean;
  /** Starts a server of its own, does the worst, and leaves no process behind. */
  readonly run: () => Promise<Outcome>;
}

/** Nothing, or what is wrong. */
export function unless(holds: boolean, problem: string): string[] {
  return holds ? [] : [problem];
}
