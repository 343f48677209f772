import { afterEach, expect, test } from '@jest/globals';
import { endPrograms, Program } from './support/bin.ts';
import { TcpClient } from './support/tcpClient.ts';

afterEach(endPrograms);

function example(name: string, ...ports: string[]): Program {
  return new Program(process.execPath, [`docs/examples/${name}.js`, ...ports]);
}

async function portOf(program: Program, line: RegExp): Promise<number> {
  const [, port] = await program.prints('stdout', line);
  return Number(port);
}

test('bot: answers, counts, and is in the roster', async () => {
  const port = await portOf(example('bot', '0'), /say hello on port (\d+)/);
  const alice = await TcpClient.join(port);
  alice.say('alice says: what time is it?\n');
  expect((await alice.take('clock says: it is 12:34:56\n'.length)).toString()).toMatch(
    /^clock says: it is \d\d:\d\d:\d\d\n$/,
  );
  alice.say('alice says: /count\n');
  await alice.gets('clock says: I have heard 2 messages\n');
  alice.say('/who:\n');
  await alice.gets(
    `2 clients connected.\nclock connected from memory, 0.\nalice connected from ${alice.address}.\n`,
  );
  alice.leave();
});

test('moderation: nothing twice, a word masked, all in order', async () => {
  const port = await portOf(example('moderation', '0'), /mind your manners on port (\d+)/);
  const [alice, bob] = [await TcpClient.join(port), await TcpClient.join(port)];
  alice.say('alice says: hello\nalice says: hello\nalice says: Darn it, darn\nalice says: hello\n');
  await bob.gets('alice says: hello\nalice says: **** it, ****\nalice says: hello\n');
  alice.leave();
  bob.leave();
});

test('bridge: what is said in one room is heard in the other, once', async () => {
  const program = example('bridge', '0', '0');
  const [, first, second] = await program.prints('stdout', /a room on port (\d+)\n.*a room on port (\d+)/s);
  const [alice, bob] = [await TcpClient.join(Number(first)), await TcpClient.join(Number(second))];
  alice.say('alice says: hello up there\n');
  await bob.gets('alice says: hello up there\n');
  bob.say('bob says: hello down there\n');
  await alice.gets('bob says: hello down there\n');
  alice.leave();
  bob.leave();
});

test.each(['bot', 'moderation', 'bridge'])('%s: a port that cannot be is one line', async (name) => {
  const { stderr } = await example(name, '99999').ends();
  expect(stderr).toMatch(/^port must be a whole number from 0 to 65535[^\n]*\n$/);
});
