import { prometheusContentType, type Registry } from 'prom-client';
import { answerText, PLAIN, type Route } from './route.ts';

/**
 * What Prometheus reads, in its text format: all that is in the registries, which have no name in common. It is made once for
 * all who ask in one turn of the event loop: however many they are, nobody else waits for more than that.
 */
export function metricsRoute(...registries: readonly Registry[]): Route {
  let made: Promise<string> | undefined;

  function make(): Promise<string> {
    setImmediate(() => (made = undefined));
    return Promise.all(registries.map(async (registry) => await registry.metrics())).then((texts) =>
      texts.join(''),
    );
  }

  return {
    path: '/metrics',
    answer: (_request, response) => {
      made ??= make();
      made.then(
        (text) => answerText(response, 200, prometheusContentType, text),
        () => answerText(response, 500, PLAIN, 'the metrics could not be read\n'),
      );
    },
  };
}
