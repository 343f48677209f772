/** What a manual tells of a program beside its options. */
export interface Manual {
  /** When it was last changed: `November 26, 2026`. */
  readonly date: string;
  /** One sentence each paragraph. */
  readonly description: readonly string[];
  readonly exitStatus: readonly Told[];
  readonly signals: readonly Told[];
  readonly files: readonly Told[];
  readonly examples: readonly Example[];
  /** Manuals and pages beside it. */
  readonly seeAlso: string;
}

/** A code, a signal or a file, and what there is to say of it. */
export interface Told {
  readonly name: string;
  readonly describes: string;
}

export interface Example {
  readonly describes: string;
  readonly command: string;
}
