import type { OptionRow, ProgramTable, Values } from '../configuration/optionRow.ts';
import { GREETING } from '../options.ts';
import { CLIENT_LIMITS } from './clientLimits.ts';
import { clientName, LOCAL, serverAddress } from './clientSettings.ts';
import { COMMANDS } from './typedLine.ts';

const WHO = 'Who speaks, and where';
const SHOWN = 'What is shown';
const TLS = 'Encryption';
const LOSS = 'When there is no connection';
const MUCH = 'How much, and how long';

const ROWS = [
  {
    flag: '--name',
    short: '-n',
    argument: 'name',
    describes: 'who speaks',
    group: WHO,
    value: { kind: 'text', check: clientName, absent: "the user's name on this machine" },
  },
  {
    flag: '--server',
    short: '-s',
    argument: 'host',
    describes: 'address or host name of the server',
    group: WHO,
    value: { kind: 'text', check: serverAddress, default: LOCAL },
  },
  {
    flag: '--port',
    short: '-p',
    argument: 'number',
    describes: 'its port',
    group: WHO,
    value: { kind: 'limit', limit: CLIENT_LIMITS.port },
  },
  {
    flag: '--verbose',
    short: '-v',
    describes: 'tell more of the connection, on stderr where that is elsewhere',
    group: SHOWN,
    value: { kind: 'switch' },
  },
  { flag: '--time', describes: 'show when each message came', group: SHOWN, value: { kind: 'switch' } },
  {
    flag: '--bell',
    describes: 'ring when somebody says your name',
    group: SHOWN,
    value: { kind: 'switch' },
  },
  {
    flag: '--json',
    describes: 'write one JSON object a line, for scripts',
    group: SHOWN,
    value: { kind: 'switch' },
  },
  {
    flag: '--greeting',
    argument: 'text',
    describes: 'what the server says first, where that is not the usual',
    group: SHOWN,
    value: { kind: 'text', default: GREETING, mayBeEmpty: true },
  },
  { flag: '--tls', describes: 'speak TLS', group: TLS, value: { kind: 'switch' } },
  {
    flag: '--tls-ca',
    argument: 'file',
    describes: "authorities of the server's certificate, in PEM; means --tls",
    group: TLS,
    value: { kind: 'file', absent: 'those of Node.js' },
  },
  {
    flag: '--tls-name',
    argument: 'name',
    describes: 'whose certificate is expected; means --tls',
    group: TLS,
    value: { kind: 'text', absent: 'as --server' },
  },
  {
    flag: '--reconnect',
    describes: 'try again also where the input is no terminal',
    group: LOSS,
    value: { kind: 'switch' },
  },
  {
    flag: '--reconnect-first',
    argument: 'time',
    describes: 'until the first try after a loss',
    group: LOSS,
    value: { kind: 'limit', limit: CLIENT_LIMITS.reconnectFirst },
  },
  {
    flag: '--reconnect-most',
    argument: 'time',
    describes: 'until each of those that follow, at most',
    group: LOSS,
    value: { kind: 'limit', limit: CLIENT_LIMITS.reconnectMost },
  },
  {
    flag: '--connect-timeout',
    argument: 'time',
    describes: 'that one try may take',
    group: LOSS,
    value: { kind: 'limit', limit: CLIENT_LIMITS.connectTimeout },
  },
  {
    flag: '--keep-alive',
    argument: 'time',
    describes: 'of silence after which the connection is probed',
    group: LOSS,
    value: { kind: 'limit', limit: CLIENT_LIMITS.keepAlive },
  },
  {
    flag: '--max-message',
    argument: 'size',
    describes: 'unfinished line that is held, at most',
    group: MUCH,
    value: { kind: 'limit', limit: CLIENT_LIMITS.maxMessage },
  },
  {
    flag: '--drain',
    argument: 'time',
    describes: 'that the server has to take what is unsent, at the end',
    group: MUCH,
    value: { kind: 'limit', limit: CLIENT_LIMITS.drainTimeout },
  },
  {
    flag: '--typed-history',
    argument: 'number',
    describes: 'lines that the arrow keys go back through',
    group: MUCH,
    value: { kind: 'limit', limit: CLIENT_LIMITS.typedHistory },
  },
] as const satisfies readonly OptionRow[];

/**
 * Every option of `talk`. Its variables have a prefix of their own: what tells a server where to listen is not meant for whoever
 * talks from the same machine.
 */
export const CLIENT: ProgramTable = {
  name: 'talk',
  describes: 'A terminal client of talk-server: what is typed is said to all the others.',
  prefix: 'TALK_CLIENT_',
  settings: ROWS,
  secrets: {},
  typed: COMMANDS,
};

/** What they are, by their keys. */
export type ClientValues = Values<typeof ROWS>;
