import { afterEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import {
  delay,
  delayWhen,
  filter,
  map,
  NEVER,
  type Observable,
  of,
  Subject,
  type Subscription,
  take,
} from 'rxjs';
import { chat } from '../src/chat.ts';
import { botConnection } from '../src/bot.ts';
import { ConnectionLost, OptionError } from '../src/errors.ts';
import type { Connection, EventType, Left, SaidEvent, TalkEvent } from '../src/events.ts';
import type { ChatOptions } from '../src/options.ts';
import { Speech } from '../src/speech.ts';
import { MemoryConnection } from './support/memoryConnection.ts';
import { endOfBatch, endOfTurn } from './support/turns.ts';

const GREETING = 'Thank you for connecting';

/** A chat on connections in memory, and all that it told. */
class Room {
  readonly events: TalkEvent[] = [];
  error: unknown;
  completed = false;
  readonly subscription: Subscription;
  readonly #connection$ = new Subject<Connection>();

  constructor(options: ChatOptions = {}) {
    this.subscription = this.#connection$.pipe(chat(options)).subscribe({
      next: (event) => this.events.push(event),
      error: (error: unknown) => (this.error = error),
      complete: () => (this.completed = true),
    });
    rooms.push(this);
  }

  join(port?: number): MemoryConnection {
    const connection = new MemoryConnection(port);
    this.#connection$.next(connection);
    return connection;
  }

  /** Two or more who have joined, and had their greeting. */
  joinAll(count: number): MemoryConnection[] {
    return Array.from({ length: count }, (_, index) => {
      const connection = this.join(1001 + index);
      connection.deliveries.length = 0;
      return connection;
    });
  }

  close(): void {
    this.#connection$.complete();
  }

  get story(): string[] {
    return this.events.map(tell);
  }
}

const rooms: Room[] = [];
afterEach(() => {
  for (const room of rooms.splice(0)) room.subscription.unsubscribe();
});

function tell(event: TalkEvent): string {
  switch (event.type) {
    case 'listening':
    case 'reloaded':
    case 'stats':
    case 'link':
    case 'fannedOut':
      return event.type;
    case 'joined':
    case 'named':
    case 'askedWho':
      return `${event.type} ${event.name} ${event.clients}`;
    case 'said':
    case 'spoke':
      return `${event.name} ${event.type} ${event.bytes.toString()} to ${event.receivers}`;
    case 'left':
      return `${event.name} left ${event.reason} ${event.clients}`;
    case 'announced':
      return `announced ${event.bytes.toString()} to ${event.receivers}`;
  }
}

const three = (room: Room) => room.joinAll(3) as [MemoryConnection, MemoryConnection, MemoryConnection];
const two = (room: Room) => room.joinAll(2) as [MemoryConnection, MemoryConnection];

describe('a connection', () => {
  test('is greeted with 24 bytes', () => {
    expect(new Room().join().heard).toEqual(Buffer.from(GREETING));
    expect(GREETING).toHaveLength(24);
  });

  test('is greeted as the option says, or not at all', () => {
    expect(new Room({ greeting: 'Grüezi\n' }).join().heard.toString()).toBe('Grüezi\n');
    expect(new Room({ greeting: '' }).join().deliveries).toEqual([]);
  });

  test('is passed on to all others, byte for byte, and to itself never', async () => {
    const [alice, bob, carol] = three(new Room());
    const bytes = Buffer.from([0, 0xff, 0x1b, 0xc3, 0x28, 0xf0, 0x9f]);
    alice.say(bytes);
    await endOfTurn();
    expect(bob.heard).toEqual(bytes);
    expect(carol.heard).toEqual(bytes);
    expect(alice.deliveries).toEqual([]);
  });

  test('that ends is heard first, then gone; nobody is told', async () => {
    const room = new Room();
    const [alice, bob] = two(room);
    alice.say('bye');
    alice.end();
    expect(alice.closed).toBe(true);
    bob.say('/who:');
    await endOfTurn();
    expect(bob.heard.toString()).toBe('1 clients connected.\n<unknown> connected from 192.0.2.1, 1002.\nbye');
    expect(room.story.slice(2)).toEqual([
      '<unknown> said bye to 1',
      '<unknown> left closed 1',
      'askedWho <unknown> 1',
    ]);
  });

  test('that breaks takes what it said with nobody else', async () => {
    const room = new Room();
    const [alice, bob, carol] = three(room);
    alice.say('\nhalf a li');
    alice.lose(new ConnectionLost('reset', 'read ECONNRESET'));
    bob.lose(new Error('out of luck'));
    await endOfBatch();
    expect(carol.heard.toString()).toBe('\nhalf a li');
    expect(room.story.slice(-2)).toEqual(['<unknown> left reset 2', '<unknown> left error 1']);
    expect(room.error).toBeUndefined();
    carol.say('still here');
    await endOfBatch();
    expect(room.story.at(-1)).toBe('<unknown> said still here to 0');
  });
});

describe('what is said in one turn', () => {
  test('is one delivery to each, with everything in one order', async () => {
    const [alice, bob, carol] = three(new Room());
    alice.say('a1 ');
    bob.say('b1 ');
    alice.say('a2 ');
    await endOfBatch();
    expect(
      [alice, bob, carol].map(({ deliveries }) => deliveries.map(({ bytes }) => bytes.toString())),
    ).toEqual([['b1 '], ['a1 a2 '], ['a1 b1 a2 ']]);
  });

  test('and in the next one, too, waits for a turn that brings no more', async () => {
    const [alice, bob] = two(new Room());
    alice.say('one ');
    alice.say('two ');
    await endOfTurn();
    expect(bob.deliveries).toEqual([]);
    alice.say('three');
    await endOfBatch();
    expect(bob.deliveries.map(({ bytes }) => bytes.toString())).toEqual(['one two three']);
  });

  test('waits no longer than that turn, if it is a lone message', async () => {
    const [alice, bob] = two(new Room());
    for (let message = 1; message <= 20; message++) {
      alice.say(`message ${message}`);
      expect(bob.deliveries).toHaveLength(message - 1);
      await endOfTurn();
      expect(bob.deliveries).toHaveLength(message);
    }
  });

  test('is not waited for by what merely happens', async () => {
    const room = new Room();
    const [alice, bob] = two(room);
    alice.say('hello');
    bob.say('/who:');
    const carol = room.join();
    carol.end();
    await endOfTurn();
    expect(room.story.slice(2)).toEqual([
      '<unknown> said hello to 1',
      'askedWho <unknown> 2',
      'joined <unknown> 3',
      '<unknown> left closed 2',
    ]);
  });
});

describe('a chunk of lines', () => {
  test('a thousand of them are one delivery to each, in that turn, and an event for each', async () => {
    const room = new Room();
    const [alice, bob, carol] = three(room);
    const lines = Array.from({ length: 1000 }, (_, line) => `alice says: line ${line}\n`);
    alice.say(lines.join(''));
    await endOfTurn();
    for (const { deliveries } of [bob, carol]) {
      expect(deliveries).toHaveLength(1);
      expect(deliveries[0]?.bytes.toString()).toBe(lines.join(''));
      expect(deliveries[0]?.messages.map(String)).toEqual(lines);
    }
    expect(alice.deliveries).toEqual([]);
    expect(room.story.slice(3)).toEqual(['named alice 3', ...lines.map((line) => `alice said ${line} to 2`)]);
  });

  test('a request in the middle is answered to its sender; the others hear what is around it', async () => {
    const room = new Room();
    const [alice, bob] = two(room);
    alice.say('alice says: one\ntwo\nalice says: /who:\nthree\nfour\n');
    expect(alice.heard.toString()).toBe(
      '2 clients connected.\nalice connected from 192.0.2.1, 1001.\n<unknown> connected from 192.0.2.1, 1002.\n',
    );
    await endOfBatch();
    expect(alice.deliveries).toHaveLength(1);
    expect(bob.deliveries.map(({ bytes }) => bytes.toString())).toEqual([
      'alice says: one\ntwo\nthree\nfour\n',
    ]);
    expect(room.story.slice(2)).toEqual([
      'named alice 2',
      'alice said alice says: one\n to 1',
      'alice said two\n to 1',
      'askedWho alice 2',
      'alice said three\n to 1',
      'alice said four\n to 1',
    ]);
  });

  test('a name in the middle is that of the lines from there on', async () => {
    const room = new Room();
    const [alice, bob] = two(room);
    alice.say('one\nalice says: two\nthree\nAlice says: four\n/who:\n');
    expect(alice.heard.toString()).toContain('\nAlice connected from 192.0.2.1, 1001.\n');
    await endOfBatch();
    expect(bob.deliveries.map(({ bytes }) => bytes.toString())).toEqual([
      'one\nalice says: two\nthree\nAlice says: four\n',
    ]);
    expect(room.story.slice(2)).toEqual([
      '<unknown> said one\n to 1',
      'named alice 2',
      'alice said alice says: two\n to 1',
      'alice said three\n to 1',
      'named Alice 2',
      'Alice said Alice says: four\n to 1',
      'askedWho Alice 2',
    ]);
  });

  test('may complete a line that was begun before, and begin another', async () => {
    const room = new Room({ framing: 'line' });
    const [alice, bob] = two(room);
    alice.say('alice sa');
    alice.say('ys: one\ntwo\n/w');
    alice.say('ho:\nthr');
    alice.say('ee\nfour\n');
    await endOfBatch();
    expect(bob.heard.toString()).toBe('alice says: one\ntwo\nthree\nfour\n');
    expect(room.story.slice(2)).toEqual([
      'named alice 2',
      'alice said alice says: one\n to 1',
      'alice said two\n to 1',
      'askedWho alice 2',
      'alice said three\n to 1',
      'alice said four\n to 1',
    ]);
  });

  test('is heard by a bot line by line', async () => {
    const heard: string[] = [];
    const bot = botConnection('ear', (text) => void heard.push(text));
    const [alice] = two(new Room({ connections$: of(bot) }));
    alice.say('alice says: one\ntwo\nalice says: three\n');
    await endOfTurn();
    expect(heard).toEqual(['one', 'two', 'three']);
  });
});

test('framing chunk: newlines in a message make it no more than one, for events, use and bots', async () => {
  const heard: string[] = [];
  const used: string[] = [];
  const room = new Room({
    framing: 'chunk',
    connections$: of(botConnection('ear', (text) => void heard.push(text))),
    use: map((said) => {
      used.push(said.text);
      return said;
    }),
  });
  const [alice, bob] = two(room);
  alice.say('alice says: one\n/who:\nbob says: two\n');
  await endOfTurn();
  expect(used).toEqual(['one\n/who:\nbob says: two']);
  expect(heard).toEqual(['one\n/who:\nbob says: two']);
  expect(bob.deliveries).toHaveLength(1);
  expect(bob.deliveries[0]?.messages.map(String)).toEqual(['alice says: one\n/who:\nbob says: two\n']);
  expect(room.story.slice(3)).toEqual([
    'named alice 3',
    'alice said alice says: one\n/who:\nbob says: two\n to 2',
  ]);

  const plain = new Room({ framing: 'chunk' });
  const [carol, dave] = two(plain);
  carol.say('one\ntwo\n');
  await endOfTurn();
  expect(dave.deliveries[0]?.messages.map(String)).toEqual(['one\ntwo\n']);
  expect(plain.story.slice(2)).toEqual(['<unknown> said one\ntwo\n to 1']);
});

describe('events', () => {
  test.each<[EventType[], string[]]>([
    [['said'], ['alice said alice says: one\n to 1', 'alice said two\n to 1']],
    [
      ['left', 'joined'],
      ['joined <unknown> 1', 'joined <unknown> 2', 'alice left closed 1'],
    ],
    [
      ['named', 'askedWho', 'announced'],
      ['named alice 2', 'askedWho alice 2', 'announced lunch! to 1'],
    ],
    [['listening'], []],
    [[], []],
  ])('%j alone are emitted, and everybody is sent the same', async (events, story) => {
    const said$ = new Subject<string>();
    const room = new Room({ events, said$ });
    const [alice, bob] = two(room);
    alice.say('alice says: one\ntwo\n/who:\n');
    alice.end();
    said$.next('lunch!');
    await endOfBatch();
    expect(alice.heard.toString()).toMatch(/^2 clients connected\.\nalice connected from /);
    expect(bob.heard.toString()).toBe('alice says: one\ntwo\nlunch!');
    expect(room.story).toEqual(story);
    said$.complete();
    room.close();
    bob.end();
    expect(room.completed).toBe(true);
  });

  test('without said, what is said is never taken apart', async () => {
    const messages = jest.spyOn(Speech.prototype, 'messages', 'get');
    const [alice, bob] = two(new Room({ events: ['joined', 'left'] }));
    alice.say('one\ntwo\n');
    bob.say('three\n');
    await endOfBatch();
    expect(bob.heard.toString()).toBe('one\ntwo\n');
    expect(messages).not.toHaveBeenCalled();
  });

  test('are typed as they are asked for', () => {
    const connection$ = new Subject<Connection>();
    const some$ = connection$.pipe(chat({ events: ['said', 'left'] }));
    const typed$: Observable<SaidEvent | Left> = some$;
    const all$: Observable<TalkEvent> = connection$.pipe(chat());
    // @ts-expect-error what is not asked for is not there
    const wrong$: Observable<SaidEvent> = some$;
    // @ts-expect-error the events of all types are not those of one
    const narrow$: Observable<Left> = connection$.pipe(chat({}));
    expect([typed$, all$, wrong$, narrow$]).toHaveLength(4);
  });
});

test('/who: is answered to the asker alone, and at once', async () => {
  const room = new Room();
  const [alice, bob] = two(room);
  alice.say('alice says: hello\n');
  bob.say('<bob> says: /who:\n');
  const answer =
    '2 clients connected.\n' +
    'alice connected from 192.0.2.1, 1001.\n' +
    'bob connected from 192.0.2.1, 1002.\n';
  expect(bob.heard.toString()).toBe(answer);
  await endOfTurn();
  expect(bob.heard.toString()).toBe(`${answer}alice says: hello\n`);
  expect(alice.deliveries).toEqual([]);
  expect(room.story).toEqual([
    'joined <unknown> 1',
    'joined <unknown> 2',
    'named alice 2',
    'alice said alice says: hello\n to 1',
    'named bob 2',
    'askedWho bob 2',
  ]);
});

test('events tell who, with which bytes and text', async () => {
  const room = new Room();
  const [alice] = two(room);
  alice.say('alice says: hello\n');
  alice.say('alice says: /who');
  alice.end();
  await endOfTurn();
  const who = { id: alice.id, name: 'alice', address: '192.0.2.1', port: 1001 };
  expect(room.events.filter((event) => 'id' in event && event.id === alice.id)).toMatchObject([
    { type: 'joined', ...who, name: '<unknown>', clients: 1 },
    { type: 'named', ...who, previous: '<unknown>', clients: 2 },
    {
      type: 'said',
      ...who,
      bytes: Buffer.from('alice says: hello\n'),
      text: 'hello',
      receivers: 1,
      clients: 1,
    },
    { type: 'askedWho', ...who, bytes: Buffer.from('alice says: /who'), clients: 2 },
    { type: 'left', ...who, reason: 'closed', clients: 1 },
  ]);
});

describe('use', () => {
  test('filters and changes what is said', async () => {
    const room = new Room({
      use: (said$) =>
        said$.pipe(
          filter(({ text }) => text !== 'spam'),
          map((said) =>
            said.text.includes('darn') ? said.withText(said.text.replace('darn', '****')) : said,
          ),
          map((said) => (said.name === 'raw' ? said.withBytes(Buffer.from('RAW')) : said)),
        ),
    });
    const [alice, bob, carol] = three(room);
    alice.say('alice says: spam\n');
    alice.say('alice says:  oh darn \r\n');
    carol.say('raw says: hello');
    await endOfBatch();
    expect(bob.heard.toString()).toBe('alice says:  oh **** \r\nRAW');
    const said = room.events.filter(({ type }) => type === 'said');
    expect(said).toMatchObject([{ text: 'oh ****' }, { name: 'raw', text: 'RAW' }]);
  });

  test('is given the lines of a chunk one by one', async () => {
    const room = new Room({
      use: (said$) =>
        said$.pipe(
          filter(({ text }) => text !== 'spam'),
          map((said) => (said.text === 'three' ? said.withText('3') : said)),
        ),
    });
    const [alice, bob] = two(room);
    alice.say('one\nspam\nalice says: spam\nalice says: three\n');
    await endOfBatch();
    expect(bob.deliveries).toHaveLength(1);
    expect(bob.deliveries[0]?.messages.map(String)).toEqual(['one\n', 'alice says: 3\n']);
    expect(room.story.slice(2)).toEqual([
      '<unknown> said one\n to 1',
      'named alice 2',
      'alice said alice says: 3\n to 1',
    ]);
  });

  test('sees neither names nor /who:, and delays nobody else', async () => {
    const seen: string[] = [];
    const [alice, bob] = two(
      new Room({
        use: (said$) =>
          said$.pipe(
            map((said) => {
              seen.push(said.text);
              return said;
            }),
            delay(1_000_000),
          ),
      }),
    );
    alice.say('alice says: hello');
    bob.say('/who');
    await endOfTurn();
    expect(seen).toEqual(['hello']);
    expect(bob.heard.toString()).toContain('alice connected from');
    expect(bob.heard.toString()).not.toContain('hello');
  });

  test('may say it later, when the speaker has left', async () => {
    const later$ = new Subject<void>();
    const room = new Room({ use: delayWhen(() => later$) });
    const [alice, bob] = two(room);
    alice.say('bye');
    alice.end();
    await endOfTurn();
    expect(bob.deliveries).toEqual([]);
    later$.next();
    await endOfTurn();
    expect(bob.heard.toString()).toBe('bye');
    expect(room.story.slice(-2)).toEqual(['<unknown> left closed 1', '<unknown> said bye to 1']);
  });

  test('may have enough: nothing is said any more, the rest goes on', async () => {
    const [alice, bob] = two(new Room({ use: take(1) }));
    alice.say('one');
    alice.say('two');
    bob.say('/who:');
    await endOfTurn();
    expect(bob.heard.toString()).toMatch(/^2 clients connected\.\n(.*\n){2}one$/);
  });

  test('may fail: what was said before is passed on, then the chat ends with that error', () => {
    const fault = new Error('moderator is gone');
    const room = new Room({
      use: map((said) => {
        if (said.text === 'boom') throw fault;
        return said;
      }),
    });
    const [alice, bob] = two(room);
    alice.say('one');
    alice.say('boom');
    expect(room.error).toBe(fault);
    expect(bob.heard.toString()).toBe('one');
    expect(room.story.at(-1)).toBe('<unknown> said one to 1');
    expect([alice.closed, bob.closed]).toEqual([true, true]);
  });
});

describe('said$', () => {
  test('goes to everybody as it is, and not through use', async () => {
    const said$ = new Subject<string | Uint8Array>();
    const room = new Room({ said$, use: filter(() => false) });
    const clients = three(room);
    said$.next('lunch!');
    said$.next(Uint8Array.of(0xff));
    await endOfBatch();
    for (const { heard } of clients) expect(heard).toEqual(Buffer.from('lunch!\xff', 'latin1'));
    expect(room.events.slice(-2)).toEqual([
      { type: 'announced', bytes: Buffer.from('lunch!'), text: 'lunch!', receivers: 3, clients: 3 },
      { type: 'announced', bytes: Buffer.of(0xff), text: '\ufffd', receivers: 3, clients: 3 },
    ]);
  });

  test('that fails ends the chat with its error', () => {
    const said$ = new Subject<string>();
    const room = new Room({ said$ });
    const [alice] = two(room);
    const fault = new Error('no more');
    said$.error(fault);
    expect(room.error).toBe(fault);
    expect(alice.closed).toBe(true);
  });
});

describe('connections$', () => {
  test('are in the same room', async () => {
    const pingPong = botConnection('echo', (text) => (text === 'ping' ? 'pong' : undefined));
    const room = new Room({ connections$: of(pingPong) });
    const [alice, bob] = two(room);
    alice.say('alice says: ping');
    await endOfTurn();
    await endOfTurn();
    expect(alice.heard.toString()).toBe('echo says: pong\n');
    expect(bob.heard.toString()).toBe('alice says: pingecho says: pong\n');
    bob.say('/who:');
    expect(bob.heard.toString()).toContain('3 clients connected.\necho connected from memory, 0.\n');
  });
});

describe('the end', () => {
  test('comes when the connections and their sessions have ended', () => {
    const room = new Room();
    const [alice, bob] = two(room);
    room.close();
    alice.end();
    expect(room.completed).toBe(false);
    bob.end();
    expect(room.completed).toBe(true);
    expect(room.story.slice(-2)).toEqual(['<unknown> left closed 1', '<unknown> left closed 0']);
  });

  test('unsubscribing closes every connection', () => {
    const room = new Room();
    const clients = two(room);
    room.subscription.unsubscribe();
    for (const client of clients) expect(client.closed).toBe(true);
  });

  test('stop$ lets nobody in, passes on what was received, half lines too, and lets everybody leave', async () => {
    const stop$ = new Subject<void>();
    const room = new Room({ stop$, said$: NEVER });
    const [alice, bob, carol] = three(room);
    alice.say('one\ntwo');
    stop$.next();
    bob.say('too late');
    const dave = room.join();
    await endOfBatch();
    expect(carol.heard.toString()).toBe('one\ntwo');
    expect(bob.heard.toString()).toBe('one\ntwo');
    expect(carol.closed).toBe(false);
    await endOfTurn();
    expect([alice, bob, carol].map(({ closed }) => closed)).toEqual([true, true, true]);
    expect(dave.deliveries).toEqual([]);
    expect(room.story.slice(3)).toEqual([
      '<unknown> said one\n to 2',
      '<unknown> said two to 2',
      '<unknown> left stopped 2',
      '<unknown> left stopped 1',
      '<unknown> left stopped 0',
    ]);
    expect(room.completed).toBe(true);
  });

  test('who has nothing left to say stays for the half lines of the others', async () => {
    const stop$ = new Subject<void>();
    const room = new Room({ stop$, framing: 'line' });
    const [alice, bob, carol] = three(room);
    bob.say('one');
    carol.say('two');
    stop$.next();
    room.close();
    await endOfBatch();
    await endOfTurn();
    expect(alice.heard.toString()).toBe('one\ntwo\n');
    expect([alice, bob, carol].map(({ closed }) => closed)).toEqual([true, true, true]);
    expect(room.story.slice(3)).toEqual([
      '<unknown> said one\n to 2',
      '<unknown> said two\n to 2',
      '<unknown> left stopped 2',
      '<unknown> left stopped 1',
      '<unknown> left stopped 0',
    ]);
    expect(room.completed).toBe(true);
  });

  test('stop$ that comes while a batch is handed on passes on the half lines of everybody', async () => {
    const stop$ = new Subject<void>();
    const said$ = new Subject<string>();
    const room = new Room({ stop$, said$, maxHold: 60_000 });
    const [alice, bob, carol] = three(room);
    bob.say('\none');
    carol.say('\ntwo');
    await endOfBatch();
    alice.send = ({ bytes }) => {
      alice.deliveries.push({ bytes, messages: [bytes] });
      stop$.next();
    };
    alice.deliveries.length = 0;
    said$.next('stop!');
    await endOfBatch();
    expect(alice.heard.toString()).toBe('stop!');
    await endOfBatch();
    expect(alice.heard.toString()).toBe('stop!onetwo');
    await endOfTurn();
    expect(room.story.slice(5)).toEqual([
      'announced stop! to 3',
      '<unknown> said one to 2',
      '<unknown> said two to 2',
      '<unknown> left stopped 2',
      '<unknown> left stopped 1',
      '<unknown> left stopped 0',
    ]);
  });

  test('stop$ that fails ends the chat with its error', () => {
    const stop$ = new Subject<void>();
    const room = new Room({ stop$ });
    const [alice, bob] = two(room);
    const fault = new Error('no end');
    stop$.error(fault);
    expect(room.error).toBe(fault);
    expect([alice.closed, bob.closed]).toEqual([true, true]);
  });

  test('stop$ may have emitted before anybody came', () => {
    const room = new Room({ stop$: of('now') });
    expect(room.join().deliveries).toEqual([]);
    expect(room.completed).toBe(true);
  });
});

test('each subscription is a chat of its own', async () => {
  const [first, second] = [new Room(), new Room()];
  const [alice] = two(first);
  const [bob] = two(second);
  alice.say('alice says: hello');
  bob.say('/who:');
  await endOfTurn();
  expect(bob.heard.toString()).not.toContain('alice');
});

test.each<[ChatOptions, string]>([
  [{ maxMessage: 0 }, 'maxMessage must be a whole number from 1 to 1073741824 (bytes), not 0'],
  [{ maxHold: NaN }, 'maxHold must be a whole number from 0 to 2073600000 (milliseconds), not NaN'],
  [{ framing: 'lines' as 'line' }, 'framing must be one of auto, chunk, line, not "lines"'],
  [
    { events: ['said', 'shouted' as 'said'] },
    'events must be an array of listening, joined, named, said, spoke, fannedOut, askedWho, left, announced, reloaded, link, stats, not "shouted"',
  ],
])('an option that cannot be is an error: %j', (options, message) => {
  expect(new Room(options).error).toEqual(new OptionError(message));
});

describe('any bytes, cut anywhere, from several senders', () => {
  const piece = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 40 }),
    fc
      .constantFrom(
        '\n',
        'alice says: hello\n',
        '/who:',
        '/who:\n',
        'bob says: /who\n',
        ' says:',
        '\r\n',
        '\u0000',
      )
      .map((text) => Buffer.from(text)),
  );
  const step = fc.record({ sender: fc.nat(3), bytes: piece, turnEnds: fc.boolean() });

  test.each(['auto', 'chunk', 'line'] as const)('arrive whole and in order, framing %s', async (framing) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const room = new Room({ framing, maxMessage: 64 });
        const clients = room.joinAll(5);
        const sent = clients.map((): Buffer[] => []);
        for (const { sender, bytes, turnEnds } of steps) {
          sent[sender]?.push(Buffer.from(bytes));
          clients[sender]?.say(bytes);
          if (turnEnds) await endOfTurn();
        }
        // The last to leave has heard everything; the others are heard out before they leave.
        for (const client of clients.slice(0, 4)) client.end();
        await endOfBatch();

        for (const [index, { id }] of clients.entries()) {
          const own = room.events.filter((event) => 'id' in event && event.id === id);
          const understood = own.flatMap((event) =>
            event.type === 'said' || event.type === 'askedWho' ? [event.bytes] : [],
          );
          const whole = Buffer.concat(sent[index] ?? []);
          const ending = framing === 'line' && whole.length > 0 && whole.at(-1) !== 10 ? '\n' : '';
          expect(Buffer.concat(understood)).toEqual(Buffer.concat([whole, Buffer.from(ending)]));
        }
        const said = room.events.filter((event) => event.type === 'said');
        const heard = clients[4]?.deliveries.flatMap(({ messages }) => messages);
        expect(clients[4]?.heard).toEqual(Buffer.concat(said.map(({ bytes }) => bytes)));
        expect(heard).toEqual(said.map(({ bytes }) => bytes));
        const isCut = ({ bytes }: SaidEvent) => [-1, bytes.length - 1].includes(bytes.indexOf('\n'));
        expect(said.every((event) => framing === 'chunk' || isCut(event))).toBe(true);
        for (const client of clients) {
          const others = said.filter(({ id }) => id !== client.id).map(({ bytes }) => bytes);
          expect(Buffer.concat(others).subarray(0, heardOf(client).length)).toEqual(heardOf(client));
        }
      }),
      { numRuns: 150 },
    );
  });

  /** What a client heard of others: all but the answers to its own questions. */
  function heardOf(client: MemoryConnection): Buffer {
    const answers = /^\d+ clients connected\.\n(.* connected from 192\.0\.2\.1, \d+\.\n)+$/s;
    const heard = client.deliveries.filter(({ bytes }) => !answers.test(bytes.toString('latin1')));
    return Buffer.concat(heard.map(({ bytes }) => bytes));
  }
});
