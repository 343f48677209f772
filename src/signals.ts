import { fromEvent, merge, type Observable } from 'rxjs';

/** The signals that ask the program to end: Ctrl-C, `kill`, and the terminal that is closed. One value for each. */
export const endSignals$: Observable<unknown> = merge(
  fromEvent(process, 'SIGINT'),
  fromEvent(process, 'SIGTERM'),
  fromEvent(process, 'SIGHUP'),
);

/** The signal that asks the program to read its certificate anew. */
export const reloadSignals$: Observable<unknown> = fromEvent(process, 'SIGUSR2');
