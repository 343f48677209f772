import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { endPrograms, Program, startBin } from '../support/bin.ts';
import { newFolder, removeFolders } from '../support/folders.ts';
import { RunningServer } from '../support/runningServer.ts';
import { TALK } from '../support/talk.ts';
import { TcpClient } from '../support/tcpClient.ts';
import { type Screen, Terminals } from '../support/tmux.ts';
import { toolsHere } from '../support/tools.ts';

/** A terminal that is real is made by tmux, so without it there is nothing to test. */
const withTmux = toolsHere('tmux').includes('tmux') ? describe : describe.skip;

const SIZE = { columns: 60, rows: 14 };
const GREETING = 'Thank you for connecting';
const WIDE = '\u6f22\u5b57\u6f22\u5b57 \u{1f389} ';

/** What is in a file, once it has this in it. */
async function readUntil(file: string, end: string): Promise<string> {
  for (;;) {
    const text = readFileSync(file, 'utf8');
    if (text.includes(end)) return text;
    await pause(20);
  }
}

withTmux('at a terminal', () => {
  let terminals: Terminals;
  let server: RunningServer;
  let folder: string;

  beforeAll(async () => {
    folder = newFolder();
    terminals = new Terminals(folder);
    server = await RunningServer.start();
  });
  afterEach(endPrograms);
  afterAll(async () => {
    server.close();
    await terminals.close();
    removeFolders();
  });

  async function open(args: string, port = server.port, env = ''): Promise<Screen> {
    const talk = `${env} "${process.execPath}" "${TALK}" -s 127.0.0.1 -p ${port} ${args}`;
    return await terminals.open(talk, SIZE);
  }

  test('a line that is being typed survives what comes, wrapped, wide, edited and resized', async () => {
    const screen = await open('-n carol');
    await screen.prints(GREETING, 'carol>');
    const alice = await server.join();
    await screen.type(`half ${'typed '.repeat(8)}${WIDE.repeat(4)}end`);
    const typed = [`carol> half ${'typed '.repeat(7)}typed`, `${WIDE.repeat(4)}end`];
    await screen.prints(GREETING, ...typed);
    const cursor = await screen.cursor();
    alice.say('alice says: one\n');
    await screen.prints(GREETING, 'alice: one', ...typed);
    expect(await screen.cursor()).toBe(cursor.replace(/\d+$/, (row) => String(Number(row) + 1)));

    await screen.press('Home');
    await screen.type('AB'); // both where the cursor is
    alice.say('alice says: two\n');
    await screen.prints(
      'alice: one',
      'alice: two',
      `carol> ABhalf ${'typed '.repeat(7)}type`,
      `d ${WIDE.repeat(4)}end`,
    );

    await screen.resize({ columns: 40, rows: 14 });
    const narrow = [
      `carol> ABhalf ${'typed '.repeat(4)}ty`,
      `ped typed typed typed ${WIDE}\u6f22\u5b57\u6f22`,
    ];
    await screen.prints('alice: two', ...narrow, `\u5b57 \u{1f389} ${WIDE.repeat(2)}end`);
    alice.say('alice says: three\n');
    await screen.prints('alice: two', 'alice: three', ...narrow, `\u5b57 \u{1f389} ${WIDE.repeat(2)}end`);

    await screen.press('Enter');
    const text = `ABhalf ${'typed '.repeat(8)}${WIDE.repeat(4)}end`;
    await alice.gets(`carol says: ${text}\n`);
    // However it is wrapped, nothing of it is missing, and no row is left empty.
    const said = `alice:onealice:twoalice:threecarol:${text.replaceAll(' ', '')}carol>`;
    await screen.matches(new RegExp(`${Array.from(said).join(' ?\\n? ?')}$`, 'u'));
    alice.leave();
  });

  test('a line over several rows, once entered, leaves what is above as it was', async () => {
    const screen = await open('-n carol');
    await screen.prints(GREETING, 'carol>');
    const alice = await server.join();
    alice.say('alice says: one\nalice says: two\n');
    await screen.prints('alice: one', 'alice: two', 'carol>');
    await screen.type('x'.repeat(150));
    const more = ['x'.repeat(60), 'x'.repeat(37)];
    await screen.prints('alice: two', `carol> ${'x'.repeat(53)}`, ...more);
    await screen.press('Enter');
    await screen.prints('alice: one', 'alice: two', `carol: ${'x'.repeat(53)}`, ...more, 'carol>');
    alice.leave();
  });

  test('the arrow keys bring back what was said, Ctrl-C takes a line away, and then ends', async () => {
    const screen = await open('-n carol');
    await screen.prints(GREETING, 'carol>');
    await screen.type('first');
    await screen.press('Enter');
    await screen.type('second');
    await screen.press('Enter', 'Up', 'Up');
    await screen.prints('carol: first', 'carol: second', 'carol> first');
    await screen.press('C-c');
    await screen.prints('carol: second', 'carol>');
    await screen.press('C-c');
    await screen.prints('carol: second', 'exit code 0');
  });

  test('commands: /who: is answered, others are told of, /quit and Ctrl-D end', async () => {
    const screen = await open('-n carol');
    await screen.prints(GREETING, 'carol>');
    await screen.type('/nick');
    await screen.press('Enter');
    await screen.prints(
      '-- there is no /nick: /help tells what there is, and //… say',
      's a slash',
      'carol>',
    );
    await screen.type('/who:');
    await screen.press('Enter');
    await screen.matches(
      /-- who is there\?\n\d+ clients connected\.\n(.*\n)*carol connected from 127\.0\.0\.1, \d+\.\n/,
    );
    await screen.type('//shrug');
    await screen.press('Enter');
    await screen.prints('carol: /shrug', 'carol>');
    await screen.press('C-d');
    await screen.prints('carol: /shrug', 'exit code 0');
    const other = await open('-n dan');
    await other.prints(GREETING, 'dan>');
    await other.type('/quit');
    await other.press('Enter');
    await other.prints(GREETING, 'exit code 0');
  });

  test('says once that the server is gone, and again when it is back', async () => {
    const { program, port } = await startBin('--host', '127.0.0.1');
    const screen = await open('-n carol --reconnect-first 1ms --reconnect-most 20ms', port);
    await screen.prints(GREETING, 'carol>');
    await screen.type('half');
    await screen.prints(GREETING, 'carol> half');
    program.kill('SIGINT');
    await program.ends();
    await screen.matches(/nobody listens on [^>]*carol> half$/);
    await screen.press('Enter');
    await screen.prints('-- not sent, as there is no connection; the up arrow brings', 'it back', 'carol>');
    await screen.press('Up');
    await screen.prints('it back', 'carol> half');
    const next = new Program(process.execPath, [
      TALK.replace('talk.js', 'cli.js'),
      ...['--host', '127.0.0.1', '-p', String(port)],
    ]);
    await next.prints('stderr', /listening/);
    const back = await screen.prints('-- connected again', GREETING, 'carol> half');
    const text = back.join('');
    expect(text.split(`127.0.0.1:${port} has closed the connection`)).toHaveLength(2);
    expect(text.split('nobody listens on')).toHaveLength(2);
  });

  test('names are in colour, the own one in what others say stands out, and nothing that others say acts', async () => {
    const screen = await open('-n carol --time');
    await screen.matches(/ Thank you for connecting\ncarol>$/);
    const alice = await server.join();
    alice.say('alice says: \u001b[2J Carol, \u202elook\n');
    await screen.matches(/\n\d\d:\d\d:\d\d alice: \\u001b\[2J Carol, \\u202elook\ncarol>$/);
    const painted = await screen.painted();
    expect(painted).toContain('\u001b[1m\u001b[38;5;64malice:'); // bold, and of this name's colour
    expect(painted).toMatch(/\u001b\[1;7mCarol/); // bold, inverse
    alice.leave();
  });

  test('a window smaller than what is typed hides nothing that was said', async () => {
    const screen = await open('-n carol');
    await screen.prints(GREETING, 'carol>');
    await screen.resize({ columns: 20, rows: 5 });
    const alice = await server.join();
    await screen.type('typed '.repeat(20));
    await screen.matches(/typed$/);
    alice.say('alice says: one\n');
    await screen.history(/\nalice: one\ncarol> typed typed t\n/);
    await screen.press('C-c');
    alice.say('alice says: two\n');
    await screen.history(/\nalice: one\n([^]*\n)?alice: two\ncarol>$/);
    alice.leave();
  });

  test('--bell rings for the own name, and a flood of others comes in few pictures', async () => {
    const record = join(folder, 'record');
    const screen = await open('-n carol --bell');
    await screen.prints(GREETING, 'carol>');
    await screen.record(record);
    const alice = await server.join();
    alice.say('alice says: nobody\nalice says: carol!\n');
    await screen.prints('alice: nobody', 'alice: carol!', 'carol>');
    await screen.type('half');
    alice.say('alice says: more\n'.repeat(10_000));
    alice.say('alice says: the last\n');
    await screen.prints('alice: more', 'alice: the last', 'carol> half');
    const written = await readUntil(record, 'the last');
    expect(written.match(/\u0007/g)).toHaveLength(1);
    expect(written).toContain('\u0007\u001b[1m\u001b[');
    expect(written.match(/alice:[^\n]* more/g)).toHaveLength(10_000);
    expect(written.match(/carol.{0,20}> /g)?.length).toBeLessThan(1000);
    alice.leave();
  });

  test('stopped and continued as by a shell, it goes on where it was', async () => {
    const screen = await terminals.open(
      `bash --norc -mc '"${process.execPath}" "${TALK}" -s 127.0.0.1 -p ${server.port} -n carol; echo "stopped $?"; fg'`,
      SIZE,
    );
    await screen.prints(GREETING, 'carol>');
    await screen.type('half');
    await screen.prints(GREETING, 'carol> half');
    await screen.press('C-z');
    await screen.matches(/carol> half\n(.*\n)*stopped 1\d\d\n(.*\n)*carol> half$/);
    await screen.type('X');
    await screen.matches(/\ncarol> halfX$/);
    await screen.press('Enter', 'C-d');
    await screen.prints('carol: halfX', 'exit code 0');
  });

  test('NO_COLOR has no colours, and a sign for the own name; without --bell nothing rings', async () => {
    const screen = await open('-n carol', server.port, 'NO_COLOR=1');
    await screen.prints(GREETING, 'carol>');
    const record = join(folder, 'silence');
    await screen.record(record);
    const alice = await TcpClient.join(server.port);
    alice.say('alice says: hey CAROL\nalice says: caroline\n');
    await screen.prints('* alice: hey CAROL', 'alice: caroline', 'carol>');
    expect(await screen.painted()).not.toContain('\u001b');
    expect(await readUntil(record, 'caroline')).not.toContain('\u0007');
    alice.leave();
  });
});
