import type { Sample } from './statsSample.ts';

/** What becomes of the stream of samples. */
export interface Listener {
  /** They came; one, or all that the server has kept. */
  samples(samples: readonly Sample[]): void;
  /** None comes any more; another attempt is under way, or will be. */
  lost(): void;
}

/** Milliseconds of silence that are too long: a sample comes every second. */
const SILENCE = 5000;
/** Milliseconds until a server that would not answer is asked again. */
const TRY_AGAIN = 2000;

/** Listens to the server, for as long as the page is there: again and again, where it is gone. */
export function listen(path: string, listener: Listener): void {
  const source = new EventSource(path);
  let watch = setTimeout(giveUp, SILENCE);

  function hear(samples: readonly Sample[]): void {
    clearTimeout(watch);
    watch = setTimeout(giveUp, SILENCE);
    listener.samples(samples);
  }

  function giveUp(): void {
    source.close();
    listener.lost();
    listen(path, listener);
  }

  // The server that this page is from tells nothing else.
  source.addEventListener('history', ({ data }) => hear(JSON.parse(String(data)) as Sample[]));
  source.addEventListener('sample', ({ data }) => hear([JSON.parse(String(data)) as Sample]));
  source.addEventListener('error', () => {
    clearTimeout(watch);
    // It tries again itself where the connection was lost, but not after an answer that is no stream.
    if (source.readyState === EventSource.CLOSED) watch = setTimeout(giveUp, TRY_AGAIN);
    listener.lost();
  });
  source.addEventListener('open', () => {
    clearTimeout(watch);
    watch = setTimeout(giveUp, SILENCE);
  });
}
