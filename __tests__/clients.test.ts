import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { endPrograms, Program } from './support/bin.ts';
import { RunningServer } from './support/runningServer.ts';
import { TcpClient } from './support/tcpClient.ts';
import { toolsHere } from './support/tools.ts';

/** A client as its authors wrote it: how it puts words on the wire, and what it shows of what it gets. */
interface Participant {
  /** As `/who:` shows it once it has spoken. */
  readonly name: string;
  say(text: string): void;
  /** The bytes that `say` makes of a text. */
  wire(text: string): string;
  /** Waits until these bytes, and no others, have been shown since the last call. */
  hears(bytes: string): Promise<void>;
}

/** One who writes to a socket by hand. `wire` is its habit. */
async function handWritten(port: number, name: string, wire: (text: string) => string): Promise<Participant> {
  const client = await TcpClient.join(port);
  return { name, wire, say: (text) => client.say(wire(text)), hears: (bytes) => client.gets(bytes) };
}

/** One who types lines into a program, which shows the bytes as they come. */
async function typed(
  command: string[],
  name: string,
  lineEnd = '\n',
  shows = (bytes: string) => bytes,
): Promise<Participant & { readonly program: Program }> {
  const [tool = '', ...args] = command;
  const program = new Program(tool, args);
  const greeting = await program.prints('stdout', /Thank you for connecting/);
  let shown = greeting.index + greeting[0].length;
  return {
    name,
    program,
    wire: (text) => `${name} says: ${text}${lineEnd}`,
    say: (text) => program.process.stdin?.write(`${name} says: ${text}\n`),
    hears: async (bytes) => {
      const start = shown;
      shown += shows(bytes).length;
      expect(await program.printed(start, shown)).toBe(shows(bytes));
    },
  };
}

/** One that reads line by line: an unfinished line is shown only when its end comes. */
function readLine(port: number, name: string): Participant {
  const source = fileURLToPath(new URL('support/ReadLineClient.java', import.meta.url));
  const program = new Program('java', [source, String(port)]);
  let all = 'Thank you for connecting';
  return {
    name,
    wire: (text) => `${name} says: ${text}\n`,
    say: (text) => program.process.stdin?.write(`${name} says: ${text}\n`),
    hears: async (bytes) => {
      all += bytes;
      const lines = all.split(/\r\n|\r|\n/).slice(0, -1);
      const shown = lines.map((line) => `${line}\n`).join('');
      expect(await program.printed(0, shown.length)).toBe(shown);
    },
  };
}

const tools = toolsHere('nc', 'ncat', 'telnet', 'socat', 'java');
const room: Participant[] = [];
let server: RunningServer;

beforeAll(async () => {
  server = await RunningServer.start();
  const { port } = server;
  const here = String(port);
  const join: Record<string, () => Participant | Promise<Participant>> = {
    'no newline': () => handWritten(port, 'one', (text) => `one says: ${text}`),
    newline: () => handWritten(port, 'two', (text) => `two says: ${text}\n`),
    'name in brackets': () => handWritten(port, 'three', (text) => `<three> says: ${text}`),
    'no blanks': () => handWritten(port, 'four', (text) => `four says:${text}`),
    'no name, CRLF': () => handWritten(port, '<unknown>', (text) => `five: ${text}\r\n`),
    nc: () => typed(['nc', '127.0.0.1', here], 'nc'),
    ncat: () => typed(['ncat', '127.0.0.1', here], 'ncat'),
    // The network's CRLF is a newline on the terminal (RFC 854).
    telnet: () =>
      typed(['telnet', '127.0.0.1', here], 'telnet', '\r\n', (bytes) => bytes.replaceAll('\r\n', '\n')),
    socat: () => typed(['socat', '-', `TCP:127.0.0.1:${here}`], 'socat'),
    java: () => readLine(port, 'java'),
  };
  for (const [habit, enter] of Object.entries(join)) {
    const isTool = ['nc', 'ncat', 'telnet', 'socat', 'java'].includes(habit);
    if (isTool && !tools.some((tool) => tool === habit)) continue;
    const count = room.length + 1;
    room.push(await enter());
    await server.event('joined', ({ clients }) => clients === count);
  }
}, 120_000);

afterAll(() => {
  endPrograms();
  server.close();
});

/** The answer to `/who:`, from what the server itself knows of ports. */
function roster(names: readonly string[]): string {
  const present = server.events.filter(
    (event) => event.type === 'joined' && !server.events.some((e) => e.type === 'left' && e.id === event.id),
  );
  const rows = present.map((event, index) =>
    'port' in event ? `${String(names[index])} connected from 127.0.0.1, ${event.port}.\n` : '',
  );
  return `${rows.length} clients connected.\n${rows.join('')}`;
}

async function speak(speaker: Participant, text: string, listeners = room): Promise<void> {
  speaker.say(text);
  for (const listener of listeners) {
    if (listener !== speaker) await listener.hears(speaker.wire(text));
  }
}

test('what each says reaches each other, byte for byte, and no one hears itself', async () => {
  for (let round = 1; round <= 3; round++) {
    for (const speaker of room) await speak(speaker, `hello, this is round ${round} by ${speaker.name}`);
  }
});

test('/who: from each is answered to it alone', async () => {
  const answer = roster(room.map(({ name }) => name));
  expect(answer).toMatch(new RegExp(`^${room.length} clients connected\\.\n`));
  for (const asker of room) {
    asker.say('/who:');
    await asker.hears(answer);
    await speak(asker, 'thank you');
  }
});

test('one killed with -9 is noticed by nobody else, and is out of the roster', async () => {
  const [victim] = room.filter((participant) => 'program' in participant);
  if (victim === undefined) return;
  const rest = room.filter((participant) => participant !== victim);
  (victim as Participant & { program: Program }).program.kill('SIGKILL');
  await server.event('left', ({ name }) => name === victim.name);
  for (const speaker of rest) await speak(speaker, 'who is missing?', rest);
  const answer = roster(rest.map(({ name }) => name));
  for (const asker of rest) {
    asker.say('/who:');
    await asker.hears(answer);
  }
});
