import type { Manual } from './configuration/manual.ts';

/** What `man talk-server` tells beside the options. */
export const SERVER_MANUAL: Manual = {
  date: 'November 26, 2026',
  description: [
    'What each client sends over TCP is passed on to all the others, byte for byte. A message reads "alice says: hello": the name is learned from it. Whoever sends /who: is told who is there.',
    'One line on the error output tells each place once it listens there. An error is one line that says what to do.',
  ],
  exitStatus: [
    {
      name: '0',
      describes:
        'Stopped by a signal, with all that was unsent sent, or closed after the time of --drain; or what was asked for has been printed.',
    },
    {
      name: '1',
      describes: 'It cannot run: the port is in use, there is no permission, a certificate cannot be used.',
    },
    { name: '2', describes: 'Wrong options, among the arguments, in the environment or in the file.' },
    { name: '130', describes: 'Stopped by a second signal, at once.' },
  ],
  signals: [
    {
      name: 'SIGINT',
      describes:
        'And SIGTERM, and SIGHUP: accepts nobody any more, passes on what was received, sends what is unsent, and ends. A second SIGINT or SIGTERM ends it at once.',
    },
    { name: 'SIGUSR2', describes: 'Has the certificate read anew.' },
  ],
  files: [
    {
      name: 'docs/talk.schema.json',
      describes: 'Of the package: the schema of such a file, for editors that read "$schema".',
    },
  ],
  examples: [
    { describes: 'A room on port 4000, with a log', command: 'talk-server -p 4000 -v' },
    { describes: 'The same, by the environment', command: 'TALK_PORT=4000 TALK_VERBOSE=1 talk-server' },
    {
      describes: 'To look at a file before it is used',
      command: 'talk-server --config talk.json --print-config -v',
    },
    {
      describes: 'One room over several machines',
      command: 'talk-server --nats nats://broker:4222 --room lobby',
    },
    { describes: 'To join by hand', command: 'nc localhost 12345' },
  ],
  seeAlso: 'README.md of the package, which tells why the defaults are as they are.',
};
