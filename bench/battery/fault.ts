/** What came of a fault. */
export interface Outcome {
  /** The figures, in words. */
  readonly measured: string;
  /** What went wrong, however slow the machine is: bytes, counts, reasons, exit codes. */
  readonly problems: readonly string[];
  /** Figures of time and memory that are beyond what is wanted, as they may be where the machine does something else as well. */
  readonly missedFigures: readonly string[];
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

/** All that is not as it should be; the fault holds where there is nothing. */
export function shortcomings({ problems, missedFigures }: Outcome): readonly string[] {
  return [...problems, ...missedFigures];
}

/** One outcome of several parts, each by its name. */
export function together(parts: readonly (readonly [name: string, outcome: Outcome])[]): Outcome {
  const named = (list: 'problems' | 'missedFigures'): string[] =>
    parts.flatMap(([name, outcome]) => outcome[list].map((text) => `${name}: ${text}`));
  return {
    measured: parts.map(([name, { measured }]) => `${name}: ${measured}`).join('; '),
    problems: named('problems'),
    missedFigures: named('missedFigures'),
  };
}
