import { type Logger, pino } from 'pino';

/** Bytes of log lines that wait for a reader that is slower than the chat; lines beyond are dropped. */
const MOST_WAITING = 1024 * 1024;

/**
 * A logger on stdout that writes in the background: the chat never waits for whoever reads the log. When the reader
 * goes away, or its disk fails, the log ends and the chat goes on.
 */
export function stdoutLogger(): Logger {
  const stdout = pino.destination({ dest: 1, sync: false, maxLength: MOST_WAITING });
  // At exit pino would write what is left with `flushSync`, which tries for ever where the reader stalls or the disk is full.
  stdout.flushSync = () => undefined;
  const logger = pino({ base: null }, stdout);
  stdout.on('error', () => {
    logger.level = 'silent';
  });
  return logger;
}
