import { keyOf, type OptionRow } from '../../src/configuration/optionRow.ts';
import { limitText } from '../../src/limitSyntax.ts';

/** A value as each place has it, and what it is. */
export interface Sample {
  readonly text: string;
  readonly json: unknown;
  readonly value: unknown;
}

/** What options take that say in no other way what they take. */
const ENTRIES: Readonly<Record<string, readonly [string, string, string]>> = {
  host: ['127.0.0.1', '::1', 'localhost'],
  httpHost: ['127.0.0.1', '::1', 'localhost'],
  metricsHost: ['127.0.0.1', '::1', 'localhost'],
  allow: ['127.0.0.1', '10.0.0.0/8', '::1'],
  deny: ['127.0.0.1', '10.0.0.0/8', '::1'],
  nats: ['nats://one:4222', 'tls://two', 'three'],
  httpOrigin: ['https://one.example', 'http://two.example:8080', 'https://three.example'],
};

/** Different values that an option can have: three, or the two of a switch. */
export function samplesOf(row: OptionRow): readonly Sample[] {
  const { value } = row;
  switch (value.kind) {
    case 'limit': {
      const { min, max, default: usual } = value.limit;
      const numbers = [min, max, usual === min || usual === max ? min + 1 : usual];
      return numbers.map((number) => {
        const text = limitText(value.limit, number);
        return { text, json: text, value: number };
      });
    }
    case 'switch':
      return [true, false].map((on) => ({ text: on ? 'on' : '0', json: on, value: on }));
    case 'choice':
      return value.choices.map((text) => ({ text, json: text, value: text }));
    case 'list':
      return entriesOf(row).map((text) => ({ text, json: [text], value: [text] }));
    case 'text':
    case 'file':
      return entriesOf(row).map((text) => ({ text, json: text, value: text }));
  }
}

function entriesOf(row: OptionRow): readonly string[] {
  return ENTRIES[keyOf(row)] ?? ['one', 'two', 'three'];
}
