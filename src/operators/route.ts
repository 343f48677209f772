import { type GroupedObservable, groupBy, mergeMap, type Observable, type OperatorFunction } from 'rxjs';

/** For each type of event the operator that takes care of it. A type without one does not compile. */
export type Routes<In extends { readonly type: string }, Out> = {
  readonly [Type in In['type']]: OperatorFunction<Extract<In, { readonly type: Type }>, Out>;
};

/** Sends each event through the operator that the table has for its type, and merges what comes out. */
export function route<In extends { readonly type: string }, Out>(
  routes: Routes<In, Out>,
): OperatorFunction<In, Out> {
  return (events$) =>
    events$.pipe(
      groupBy((event): In['type'] => event.type),
      mergeMap((group$: GroupedObservable<In['type'], In>): Observable<Out> => {
        // A group has the events of its key's type alone, which TypeScript cannot see.
        const operator = routes[group$.key] as OperatorFunction<In, Out>;
        return operator(group$);
      }),
    );
}
