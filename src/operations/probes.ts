import { asyncScheduler, type Observable, take } from 'rxjs';
import type { Readiness } from './readiness.ts';
import { answerText, PLAIN, type Route } from './route.ts';

/** Says `ok` for as long as the process can say anything: what does not answer here is to be started again. */
export const HEALTH: Route = {
  path: '/healthz',
  answer: (_request, response) => answerText(response, 200, PLAIN, 'ok\n'),
};

/** Says whether newcomers are to be sent here: 200, or 503 and why not. */
export function readyRoute(readiness$: Observable<Readiness>): Route {
  return {
    path: '/readyz',
    answer: (_request, response) => {
      readiness$.pipe(take(1)).subscribe({
        next: (readiness) => {
          answerText(response, readiness.state === 'ready' ? 200 : 503, PLAIN, `${lineOf(readiness)}\n`);
        },
        error: () => answerText(response, 503, PLAIN, 'no longer known\n'),
      });
    },
  };
}

function lineOf(readiness: Readiness): string {
  switch (readiness.state) {
    case 'ready':
    case 'draining':
      return readiness.state;
    case 'linkDown':
      return `link down for ${Math.floor((asyncScheduler.now() - readiness.since) / 1000)} s`;
  }
}
