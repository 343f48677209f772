import type { Manual } from './configuration/manual.ts';

/** What `man talk` tells beside the options. */
export const CLIENT_MANUAL: Manual = {
  date: 'November 26, 2026',
  description: [
    'Each line that is typed is said to the room as "<name> says: <line>". What the others say is shown above the line that is being typed, which stays as it is. When the connection is lost, it says so once, tries again at growing intervals, and says when it is back.',
    'Where the input or the output is no terminal, there is no prompt and no editing: each line of the input that is not blank is said, also one that begins with a slash and is none of those below. At the end of its input it sends what is unsent, and ends.',
  ],
  exitStatus: [
    {
      name: '0',
      describes:
        'Ended by its user, by its input, or by whoever read its output; or what was asked for has been printed.',
    },
    {
      name: '1',
      describes: 'There is no connection, and the input is no terminal; or a file cannot be used.',
    },
    { name: '2', describes: 'Wrong options, among the arguments, in the environment or in the file.' },
    { name: '129, 130, 143', describes: 'Ended by SIGHUP, SIGINT, SIGTERM.' },
  ],
  signals: [],
  files: [
    {
      name: 'docs/talk-client.schema.json',
      describes: 'Of the package: the schema of such a file, for editors that read "$schema".',
    },
  ],
  examples: [
    { describes: 'To join a room', command: 'talk -n carol -s chat.example.org' },
    {
      describes: 'The same, by the environment',
      command: 'TALK_CLIENT_SERVER=chat.example.org talk -n carol',
    },
    { describes: 'To say one line', command: 'echo "build 1234 is red" | talk -n bot' },
    {
      describes: 'To follow a log, and outlive the server',
      command: 'tail -F app.log | talk -n app --json --reconnect',
    },
  ],
  seeAlso: 'talk-server(1), and README.md of the package, which tells why the defaults are as they are.',
};
