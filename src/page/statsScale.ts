const STEPS = { 10: [1, 2, 5], 2: [1] } as const;

/** The next round number from `value` on: 1, 2 or 5 times a power of ten, or a power of two. */
export function roundUp(value: number, base: 10 | 2): number {
  const power = base ** Math.floor(base === 10 ? Math.log10(value) : Math.log2(value));
  const step = STEPS[base].find((each) => each * power >= value);
  return (step ?? base) * power;
}
