import { type Logger, pino } from 'pino';

/** Bytes of log lines that wait for a reader that is slower than the chat; lines beyond are lost. */
const MOST_WAITING = 1024 * 1024;
/** Milliseconds after which a write that failed, as on a full disk, is tried again. */
const TRY_AGAIN = 1000;

/** A log, and what did not get into it. */
export interface StdoutLog {
  readonly logger: Logger;
  readonly linesLost: () => number;
}

/**
 * A logger on stdout that writes in the background: the chat never waits for whoever reads the log. When the reader goes
 * away the log ends, when its disk is full it goes on once there is room again, and the chat goes on anyway.
 */
export function stdoutLog(): StdoutLog {
  const stdout = pino.destination({ dest: 1, sync: false, maxLength: MOST_WAITING });
  // At exit pino would write what is left with `flushSync`, which tries for ever where the reader stalls or the disk is full.
  stdout.flushSync = () => undefined;
  let lost = 0;
  let resumeAt = 0;
  stdout.on('drop', () => (lost += 1));
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    resumeAt = code === 'EPIPE' ? Infinity : performance.now() + TRY_AGAIN;
  });
  const write = (line: string): void => {
    if (performance.now() < resumeAt) lost += 1;
    else stdout.write(line);
  };
  return { logger: pino({ base: null }, { write }), linesLost: () => lost };
}
