import { fromEvent, merge, type Observable, skip } from 'rxjs';

const asked$ = merge(fromEvent(process, 'SIGINT'), fromEvent(process, 'SIGTERM'));

/** The signals that ask the program to end: Ctrl-C, `kill`, and the terminal that is closed. One value for each. */
export const endSignals$: Observable<unknown> = merge(asked$, fromEvent(process, 'SIGHUP'));

/** Somebody asks again, and does not want to wait. A terminal that is closed sends its SIGHUP twice, and wants nothing by it. */
export const impatience$: Observable<unknown> = asked$.pipe(skip(1));

/** The signal that asks the program to read its certificate anew. */
export const reloadSignals$: Observable<unknown> = fromEvent(process, 'SIGUSR2');
