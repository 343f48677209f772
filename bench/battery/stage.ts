import { type Load, startLoad } from './load/startLoad.ts';
import type { Role, RoleArguments, RoleResult } from './load/roles.ts';
import type { Outcome } from './fault.ts';
import { Server } from './server.ts';

/** What a fault has at hand. */
export interface Stage {
  readonly server: Server;
  /** Starts clients in a process of their own, so that they are no part of what is measured. */
  readonly load: <R extends Role>(role: R, args: RoleArguments<R>) => Load<RoleResult<R>>;
}

/** Whether the server is to serve on, or to end by what is done to it. */
type Ending = 'serves on' | 'ends';

/**
 * Plays a fault against a server, and ends all that it started. That the server ends, unless it is to, or complains, is a
 * problem of every fault.
 */
export async function onStage(
  starting: Promise<Server>,
  play: (stage: Stage) => Promise<Outcome>,
  ending: Ending = 'serves on',
): Promise<Outcome> {
  const loads: Load<unknown>[] = [];
  let server: Server | undefined;
  try {
    const started = await starting;
    server = started;
    const outcome = await play({
      server: started,
      load: (role, args) => {
        const load = startLoad(role, started.port, args);
        loads.push(load);
        return load;
      },
    });
    return { ...outcome, problems: [...outcome.problems, ...troubleOf(started, ending)] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const trouble = server === undefined ? [] : troubleOf(server, ending);
    return { measured: '–', problems: [why, ...trouble], missedFigures: [] };
  } finally {
    await Promise.all(loads.map((load) => load.end()));
    await server?.end();
  }
}

function troubleOf(server: Server, ending: Ending): string[] {
  const ended = server.isRunning || ending === 'ends' ? [] : [`the server ended with code ${server.code}`];
  return [...ended, ...server.complaints];
}
