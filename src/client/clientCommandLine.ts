import { configured } from '../configuration/configured.ts';
import type { Environment } from '../configuration/environment.ts';
import type { Settings } from '../configuration/settle.ts';
import { CLIENT, type ClientValues } from './clientOptions.ts';
import { userName } from './clientSettings.ts';

/** What is asked for, by flags, environment and file: the client's options, and how to show what happens. */
export interface ClientCommandLine {
  readonly options: ClientLine;
  readonly verbose: boolean;
  readonly time: boolean;
  readonly bell: boolean;
  readonly json: boolean;
  readonly typedHistory: number;
}

/** As the library has them. */
type ClientLine = Omit<ClientValues, 'server' | 'drain' | 'reconnect' | Shown> & {
  readonly name: string;
  readonly host: string;
  readonly drainTimeout: number;
  /** Undefined where nobody has said: then it hangs on the input. */
  readonly reconnect: boolean | undefined;
};

type Shown = 'verbose' | 'time' | 'bell' | 'json' | 'typedHistory';

/**
 * Reads the arguments behind the program's name, the environment, and the file that one of them names. Rejects with
 * commander's `CommanderError`: with `exitCode` 0 after what was asked for (help, version, completion, configuration) was
 * printed to stdout, otherwise after one line that says what to do was printed to stderr.
 */
export async function parseClientCommandLine(
  args: readonly string[],
  version: string,
  environment: Environment = {},
): Promise<ClientCommandLine> {
  const particulars = { check: () => undefined, complete: withUserName };
  return clientLineOf(await configured(CLIENT, particulars, args, version, environment));
}

function clientLineOf(settings: Settings): ClientCommandLine {
  const all = Object.fromEntries([...settings].map(([key, { value }]) => [key, value]));
  const { name = userName(), server: host, drain, ...more } = all as unknown as ClientValues; // as its rows say
  const { verbose, time, bell, json, typedHistory, reconnect: asked, ...options } = more;
  const reconnect = settings.get('reconnect')?.source.kind === 'default' ? undefined : asked;
  return {
    options: { ...options, name, host, reconnect, drainTimeout: drain },
    ...{ verbose, time, bell, json, typedHistory },
  };
}

/** The default that is of this machine. */
function withUserName(settings: Settings): Settings {
  return new Map(
    [...settings].map(([key, settled]) => [
      key,
      key === 'name' ? { ...settled, value: settled.value ?? userName() } : settled,
    ]),
  );
}
