/** Makes one chunk of what somebody may send, good or bad. Never a `/who:` request, which would be passed on to nobody. */
export function hostileChunk(random: () => number, number: number): Buffer {
  const make = KINDS[Math.floor(random() * KINDS.length)] ?? ordinary;
  return make(random, number);
}

const LARGE = 64 * 1024;
/** One in so many of the large kinds is as large as it can be, or it would be gigabytes. */
const RARELY = 1 / 40;
const COMBINING_PILE = '\u0301\u0323\u0489';

type Make = (random: () => number, number: number) => Buffer;

const ordinary: Make = (random, number) => text(`alice says: ${number} ${'x'.repeat(upTo(random, 60))}\n`);
const always =
  (bytes: string | readonly number[]): Make =>
  () =>
    typeof bytes === 'string' ? text(bytes) : Buffer.from(bytes);

const KINDS: readonly Make[] = [
  ordinary,
  ordinary,
  ordinary,
  (_, number) => text(`bob says: ${number}`), // no newline
  (random) => text(String.fromCharCode(0x61 + upTo(random, 25))), // a byte at a time
  (random) => Buffer.alloc(1 + upTo(random, 20)), // NUL
  (_, number) => text(`carol says: ${number}\r\n`),
  always('dave says: lone\rreturn\r'),
  always('\ufefferin says: behind a byte order mark\n'),
  always([0xff, 0xfe, 0xc3, 0x28, 0x0a]), // invalid UTF-8
  always([0xc0, 0xaf, 0xe0, 0x80, 0xaf]), // overlong
  always([0xed, 0xa0, 0x80, 0x20, 0x73, 0x61, 0x79, 0x73, 0x3a, 0x0a]), // a lone surrogate as a name
  always([0xf0, 0x9f]), // the first half of a character
  always([0x98, 0x80, 0x0a]), // and its second
  always('\n'),
  always('\n\n\n'),
  always(' says: \n'),
  (random) => Buffer.alloc(random() < RARELY ? LARGE : 40, ' '),
  always('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
  always([0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x00]), // how a TLS hello begins
  (random) => Buffer.from(Array.from({ length: upTo(random, 200) + 1 }, () => upTo(random, 255))), // as of /dev/urandom
  (random) => text(`${'n'.repeat(random() < RARELY ? 10_000 : 65)} says: a long name\n`),
  always('__proto__ says: polluted\n'),
  always('constructor says: the same\n'),
  (random) => text(`e${COMBINING_PILE.repeat(1 + upTo(random, 60))} says: piled\n`),
  always('mallory\n says: a newline in front\n'),
  always('x connected from 1.2.3.4 says: look\n'),
  (_, number) => text(`guest ${number} says: another name each time\n`),
  always('\u001b[2J\u001b]0;owned\u0007 says: cleared\n'),
  always('\u009b31m says: red\n'),
  always('\u202egnp.exe says: reversed\u2028\u2029\n'),
  always('split na'),
  always('me says: joined again\n'),
  always('what is /who: for\n'),
  always('    says: only spaces\n'),
];

function text(characters: string): Buffer {
  return Buffer.from(characters);
}

function upTo(random: () => number, most: number): number {
  return Math.floor(random() * (most + 1));
}
