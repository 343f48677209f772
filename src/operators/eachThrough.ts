import { identity, map, mergeMap, type MonoTypeOperatorFunction } from 'rxjs';
import { Said } from '../said.ts';
import type { Speech } from '../speech.ts';

/** Hands what is said to an operator of the embedding program, message by message. Without one, speeches stay whole. */
export function eachThrough(
  use: MonoTypeOperatorFunction<Said> | undefined,
): MonoTypeOperatorFunction<Speech> {
  if (use === undefined) return identity;
  return (speeches$) =>
    speeches$.pipe(
      mergeMap((speech) => Said.eachOf(speech)),
      use,
      map((said) => Said.speechOf(said)),
    );
}
