import { unless } from './fault.ts';

/** A problem where clients did not leave for exactly these reasons, in any order. */
export function leftFor(expected: Readonly<Record<string, number>>, reasons: readonly string[]): string[] {
  const counted = Object.entries(expected).flatMap(([reason, count]) => Array<string>(count).fill(reason));
  return unless(
    [...reasons].sort().join() === counted.sort().join(),
    `left: ${summary(reasons)}; expected: ${summary(counted)}`,
  );
}

function summary(reasons: readonly string[]): string {
  const words = [...new Set(reasons)].map(
    (reason) => `${reasons.filter((each) => each === reason).length} ${reason}`,
  );
  return words.join(', ') || 'nobody';
}
