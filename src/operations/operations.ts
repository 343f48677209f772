import {
  EMPTY,
  interval,
  map,
  merge,
  type MonoTypeOperatorFunction,
  NEVER,
  type Observable,
  shareReplay,
  Subject,
  tap,
  using,
} from 'rxjs';
import type { EventType, LinkEvent, TalkEvent } from '../events.ts';
import type { Backlog } from './backlog.ts';
import { Counts } from './counts.ts';
import { metricsOf } from './metrics.ts';
import { metricsRoute } from './metricsRoute.ts';
import { HEALTH, readyRoute } from './probes.ts';
import { processMetrics } from './processMetrics.ts';
import { readiness, type Readiness } from './readiness.ts';
import type { Route } from './route.ts';
import { Sampler } from './sample.ts';
import { sampleStream } from './sampleStream.ts';

export interface OperationsOptions {
  /** Milliseconds for which the link to the other servers may be down before newcomers are better sent elsewhere. */
  readonly maxLinkDown: number;
}

/** What the events do not tell. */
export interface Sources {
  /** What waits for clients now. Asked once a second, and with each scrape. */
  backlog(): Backlog;
  /** Emits when the server begins to stop. */
  readonly stopping$: Observable<unknown>;
}

/** What those who run one server see of it. */
export interface Operations {
  /** The events that `watch` needs. */
  readonly wanted: readonly EventType[];
  /** Sees the events of the server, which pass unchanged, and takes a sample each second while it is subscribed to. */
  readonly watch: MonoTypeOperatorFunction<TalkEvent>;
  /** `/healthz`, `/readyz`, `/metrics` and `/stats/events`. Called once. */
  routes(sources: Sources): readonly Route[];
}

/** Milliseconds from one sample to the next. */
const SAMPLE_EVERY = 1000;
/** Five minutes of them, so that a picture of the room is whole when it is opened. */
const KEPT = 300;

/** Watches over one server, by its events alone: metrics, readiness, and a picture of the room. One of these for each server. */
export function operations({ maxLinkDown }: OperationsOptions): Operations {
  let sources: Sources = { backlog: () => ({ total: 0, largest: 0 }), stopping$: NEVER };
  const backlog = (): Backlog => sources.backlog();
  const counts = new Counts();
  const metrics = metricsOf(counts, backlog);
  const sampler = new Sampler(counts, backlog);
  // They are seen in one place and waited for in another, which is there before the first of them.
  const link$ = new Subject<LinkEvent>();
  const sample$ = interval(SAMPLE_EVERY).pipe(
    map(() => sampler.sample()),
    shareReplay({ bufferSize: KEPT, refCount: true }),
  );

  function see(event: TalkEvent): void {
    counts.count(event);
    if (event.type === 'fannedOut') {
      metrics.observe(event);
      sampler.observe(event);
    } else if (event.type === 'link') {
      link$.next(event);
    }
  }

  let readiness$: Observable<Readiness> = EMPTY;
  const watch: MonoTypeOperatorFunction<TalkEvent> = (events$) =>
    using(
      () => merge(sample$, readiness$).subscribe(),
      () => events$.pipe(tap(see)),
    );

  return {
    wanted: ['joined', 'left', 'askedWho', 'fannedOut', 'link'],
    watch,
    routes(given) {
      sources = given;
      const stopping$ = given.stopping$.pipe(shareReplay({ bufferSize: 1, refCount: false }));
      readiness$ = link$.pipe(
        readiness(stopping$, maxLinkDown),
        shareReplay({ bufferSize: 1, refCount: true }),
      );
      return [
        HEALTH,
        readyRoute(readiness$),
        metricsRoute(metrics.registry, processMetrics()),
        sampleStream(sample$, stopping$),
      ];
    },
  };
}
