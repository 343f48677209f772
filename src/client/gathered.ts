import { buffer, connect, type OperatorFunction, throttleTime } from 'rxjs';

/** Milliseconds between two pictures: the eye sees no more of them. */
const FRAME = 16;

/** What comes within a frame, together; the first of it at once. */
export function gathered<T>(): OperatorFunction<T, T[]> {
  return connect((value$) =>
    value$.pipe(buffer(value$.pipe(throttleTime(FRAME, undefined, { leading: true, trailing: true })))),
  );
}
