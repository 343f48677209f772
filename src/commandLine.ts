import { hostname } from 'node:os';
import { configured } from './configuration/configured.ts';
import { ConfigurationError } from './configuration/configurationError.ts';
import type { Environment } from './configuration/environment.ts';
import type { Settings, Settled } from './configuration/settle.ts';
import { nameAt, placeOf } from './configuration/source.ts';
import { limit } from './limits.ts';
import { nameFrom } from './nats/names.ts';
import { clientsForOpenFiles } from './openFiles.ts';
import { SERVER, type ServerValues } from './optionTable.ts';

/** What is asked for, by flags, environment and file: the server's options, and how much to tell about it. */
export type CommandLine = Omit<ServerValues, 'drain' | NatsKey | WebKey> & {
  readonly drainTimeout: number;
  /** How to be one room with other servers, where it is to be. */
  readonly nats: NatsLine | undefined;
  /** What is served by HTTP, where anything is. */
  readonly web: WebLine | undefined;
};

type NatsKey =
  | 'nats'
  | 'room'
  | 'node'
  | 'natsUser'
  | 'natsCreds'
  | 'natsTlsCa'
  | 'natsBuffer'
  | 'replicas'
  | 'journalAge'
  | 'journalSize';

type WebKey =
  'http' | 'httpHost' | 'httpOrigin' | 'httpPing' | 'maxHttp' | 'metrics' | 'metricsHost' | 'maxLinkDown';

/** All that is said of the broker, but for the password. */
export interface NatsLine {
  readonly servers: readonly string[];
  readonly room: string;
  readonly node: string | undefined;
  readonly user: string | undefined;
  readonly creds: string | undefined;
  readonly tlsCa: string | undefined;
  readonly replicas: number;
  readonly natsBuffer: number;
  readonly journalAge: number;
  readonly journalSize: number;
}

/** All that is said of HTTP. At least one of the ports is there. */
export interface WebLine {
  readonly httpPort: number | undefined;
  readonly httpHost: string;
  readonly httpOrigins: readonly string[];
  /** Milliseconds. */
  readonly httpPing: number;
  readonly maxHttp: number;
  readonly metricsPort: number | undefined;
  readonly metricsHost: string;
  /** Milliseconds. */
  readonly maxLinkDown: number;
}

/**
 * Reads the arguments behind the program's name, the environment, and the file that one of them names. Rejects with
 * commander's `CommanderError`: with `exitCode` 0 after what was asked for (help, version, completion, configuration) was
 * printed to stdout, otherwise after one line that says what to do was printed to stderr.
 */
export async function parseCommandLine(
  args: readonly string[],
  version: string,
  environment: Environment = {},
): Promise<CommandLine> {
  const particulars = { check: checkTogether, complete: withDefaultsOfMachine };
  return commandLineOf(await configured(SERVER, particulars, args, version, environment));
}

/** What one option alone does not tell. */
function checkTogether(settings: Settings): void {
  const given = (key: keyof ServerValues): Settled | undefined => {
    const settled = settings.get(key);
    return settled?.value === undefined ? undefined : settled;
  };
  const [cert, key, authorities] = [given('tlsCert'), given('tlsKey'), given('tlsCa')];
  const lone = cert === undefined ? (key ?? authorities) : key === undefined ? cert : undefined;
  if (lone !== undefined) {
    const [one, other] = [called(settings, 'tlsCert', lone), called(settings, 'tlsKey', lone)];
    throw new ConfigurationError(
      `${placeOf(lone.source)}TLS needs both a certificate and its key: give ${one} and ${other}`,
    );
  }
  const [creds, user] = [given('natsCreds'), given('natsUser')];
  if (creds !== undefined && user !== undefined) {
    const [one, other] = [called(settings, 'natsCreds', creds), called(settings, 'natsUser', user)];
    throw new ConfigurationError(`credentials stand for user and password: give ${one} or ${other}`);
  }
}

/** What an option is called where that other one was set. */
function called(settings: Settings, key: keyof ServerValues, { source }: Settled): string {
  const settled = settings.get(key);
  return settled === undefined ? key : nameAt(source, SERVER, settled.row);
}

function commandLineOf(settings: Settings): CommandLine {
  const all = Object.fromEntries([...settings].map(([key, { value }]) => [key, value]));
  const { drain, nats: servers, natsUser, natsCreds, natsTlsCa, ...more } = all as unknown as ServerValues; // as its rows say
  const { room, node, replicas, natsBuffer, journalAge, journalSize, ...rest } = more;
  const { http, httpHost, httpOrigin, httpPing, maxHttp, metrics, metricsHost, maxLinkDown, ...asked } = rest;
  const limits = { replicas, natsBuffer, journalAge, journalSize };
  const access = { user: natsUser, creds: natsCreds, tlsCa: natsTlsCa };
  const web = { httpPort: http, httpHost, httpOrigins: httpOrigin ?? [], httpPing, maxHttp, maxLinkDown };
  return {
    ...asked,
    drainTimeout: drain,
    nats: servers === undefined ? undefined : { servers, room, node, ...access, ...limits },
    web:
      http === undefined && metrics === undefined ? undefined : { ...web, metricsPort: metrics, metricsHost },
  };
}

/** With those defaults too that are of this machine, or hang on other options. */
function withDefaultsOfMachine(settings: Settings): Settings {
  const value = (key: keyof ServerValues): unknown => settings.get(key)?.value;
  const hasPort = value('socket') === undefined || value('host') !== undefined;
  const ofMachine: Partial<Record<string, unknown>> = {
    port: hasPort ? limit('port') : undefined,
    maxClients: clientsForOpenFiles(),
    node: nameFrom(hostname()),
  };
  return new Map(
    [...settings].map(([key, settled]) => [key, { ...settled, value: settled.value ?? ofMachine[key] }]),
  );
}
