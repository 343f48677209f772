import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * Those that cost more the more is open: on each scrape, they would list every file or handle, and so every client, while
 * nobody is served. The last two bear the name of a counter, and are none.
 */
const COSTLY = [
  'process_open_fds',
  'nodejs_active_resources',
  'nodejs_active_handles',
  'nodejs_active_requests',
  'nodejs_active_resources_total',
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
];

/** Milliseconds between two looks at the event loop: each is a wake-up, of an idle server too. */
const LOOK_EVERY = 20;

let registry: Registry | undefined;

/**
 * What there is to know of the process: CPU time, memory, event-loop lag, garbage collection. One for all servers in it, from
 * the first call on: what it watches with can be ended by nobody.
 */
export function processMetrics(): Registry {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOK_EVERY });
    for (const name of COSTLY) registry.removeSingleMetric(name);
  }
  return registry;
}
