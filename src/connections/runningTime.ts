/**
 * Calls `done` once the process has run for so many milliseconds; what it returns cancels that.
 *
 * What came while the process was stopped is read after its timers are late, and answers to it come later
 * still. So the time is taken in halves, and a half that took as long as the whole, as one with a longer stop
 * in it does, is taken again.
 */
export function afterRunning(milliseconds: number, done: () => void): () => void {
  const half = Math.ceil(milliseconds / 2);
  let left = 2;
  let began = performance.now();
  let timer = setTimeout(check, half);

  function check(): void {
    const now = performance.now();
    if (now - began < 2 * half) left -= 1;
    if (left === 0) {
      done();
      return;
    }
    began = now;
    timer = setTimeout(check, half);
  }

  return () => clearTimeout(timer);
}
