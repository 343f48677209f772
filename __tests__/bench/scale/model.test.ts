import { describe, expect, test } from '@jest/globals';
import {
  capacity,
  fullest,
  LEAST_WAIT,
  loads,
  type Machines,
  MOST_WAIT,
  question,
  type Room,
  type Units,
  waitFor,
} from '../../../bench/scale/model.ts';

const MILLISECOND = 1e6;
const DIGITS = 9;
const NOTHING = { fixed: 0, each: 0 };
const FREE: Units = {
  batch: { said: NOTHING, heard: NOTHING, taken: NOTHING, delivered: NOTHING, bytes: NOTHING },
  idle: { node: 0, heard: 0, broker: 0, delivered: 0, bytes: 0 },
  who: { answered: NOTHING, asked: NOTHING, bytes: NOTHING },
  local: { write: 0, message: 0 },
};
const MACHINES: Machines = { nodeCores: 1, brokerCores: 1, network: 1000 };
/** As much network as anybody needs. */
const WIDE: Machines = { ...MACHINES, network: 1e9 };
const ROOM: Room = { nodes: 10, clients: 100, brokers: 1, beat: 2 };

function batch(parts: Partial<Units['batch']>): Units {
  return { ...FREE, batch: { ...FREE.batch, ...parts } };
}

function idle(parts: Partial<Units['idle']>): Units {
  return { ...FREE, idle: { ...FREE.idle, ...parts } };
}

describe('a silent room', () => {
  test('has each node hear the heartbeats of all others', () => {
    const units = idle({ node: MILLISECOND, heard: MILLISECOND });
    expect(loads(units, MACHINES, ROOM, 0, MOST_WAIT)['node CPU']).toBeCloseTo(0.001 + 0.0045, DIGITS);
  });

  test('has the broker hand on their square', () => {
    const units = idle({ broker: MILLISECOND, delivered: MILLISECOND, bytes: 10 });
    const all = loads(units, MACHINES, ROOM, 0, MOST_WAIT);
    expect(all['broker CPU']).toBeCloseTo(0.01 + 0.045, DIGITS);
    expect(all['broker network']).toBeCloseTo(45 * (10 / 1000), DIGITS);
  });

  test('takes a tenth of that where heartbeats are ten times as rare', () => {
    const units = idle({ delivered: MILLISECOND });
    expect(loads(units, MACHINES, { ...ROOM, beat: 20 }, 0, MOST_WAIT)['broker CPU']).toBeCloseTo(
      0.0045,
      DIGITS,
    );
  });

  test('is shared by brokers, which hand it on to each other too', () => {
    const units = idle({ broker: MILLISECOND, delivered: MILLISECOND });
    const all = loads(units, MACHINES, { ...ROOM, brokers: 3 }, 0, MOST_WAIT);
    expect(all['broker CPU']).toBeCloseTo((10 / 3) * 0.001 + 5 * (11 / 3) * 0.001, DIGITS);
  });
});

describe('what is said', () => {
  test('costs its batch and each message: those of the own clients to say, those of the others to hear', () => {
    const said = { fixed: 2 * MILLISECOND, each: MILLISECOND };
    const heard = { fixed: 4 * MILLISECOND, each: 3 * MILLISECOND };
    // Each of ten nodes says ten a second: two batches of five.
    const all = loads(batch({ said, heard }), MACHINES, ROOM, 100, 0.5);
    expect(all['node CPU']).toBeCloseTo(0.004 + 0.01 + 18 * 0.004 + 90 * 0.003, DIGITS);
  });

  test('is taken once by the broker, and handed to all but one', () => {
    const taken = { fixed: 2 * MILLISECOND, each: 0 };
    const delivered = { fixed: 0, each: MILLISECOND };
    const bytes = { fixed: 1, each: 2 };
    const all = loads(batch({ taken, delivered, bytes }), MACHINES, ROOM, 100, 0.5);
    expect(all['broker CPU']).toBeCloseTo(20 * 0.002 + 9 * 100 * 0.001, DIGITS);
    expect(all['broker network']).toBeCloseTo((9 * (20 * 1 + 100 * 2)) / 1000, DIGITS);
  });

  test('does not gather where it comes more rarely than that', () => {
    const units = batch({ said: { fixed: MILLISECOND, each: 0 } });
    expect(loads(units, MACHINES, ROOM, 5, LEAST_WAIT)['node CPU']).toBeCloseTo(0.0005, DIGITS);
  });

  test('goes to each client of the node, in one write for all that came together', () => {
    const units: Units = { ...FREE, local: { write: MILLISECOND, message: 0.1 * MILLISECOND } };
    const all = loads(units, MACHINES, ROOM, 100, 0.5);
    expect(all['node CPU']).toBeCloseTo(10 * (2 * 0.001 + 100 * 0.0001), DIGITS);
    expect(all['node network']).toBeCloseTo((10 * 100 * 64) / 1000, DIGITS);
  });
});

describe('waiting', () => {
  const units = batch({ delivered: { fixed: MILLISECOND, each: 0 } });

  test('is as short as ever where there is time for all', () => {
    expect(waitFor(units, WIDE, ROOM, 10)).toBe(LEAST_WAIT);
  });

  test('is so long that what is busiest just does it', () => {
    const wait = waitFor(units, WIDE, ROOM, 10_000) ?? NaN; // ten nodes, nine copies of each batch
    expect(wait).toBeCloseTo(0.09, DIGITS);
    expect(loads(units, WIDE, ROOM, 10_000, wait)['broker CPU']).toBeCloseTo(1, DIGITS);
  });

  test('does not help against what each message costs', () => {
    const dear = batch({ delivered: { fixed: 0, each: MILLISECOND } });
    expect(waitFor(dear, WIDE, ROOM, 10_000)).toBeUndefined();
  });
});

describe('capacity', () => {
  test('is where the first resource is full', () => {
    const units = batch({
      delivered: { fixed: 0, each: MILLISECOND },
      heard: { fixed: 0, each: MILLISECOND },
    });
    const { said, full } = capacity(units, MACHINES, ROOM, MOST_WAIT);
    expect(full).toBe('node network'); // 10 clients × 64 bytes
    expect(said).toBeCloseTo(1000 / 640, DIGITS);
    const broker = capacity(units, WIDE, ROOM, MOST_WAIT);
    expect(broker.full).toBe('broker CPU');
    expect(broker.said).toBeCloseTo(1000 / 9, DIGITS);
    const node = capacity(units, { ...WIDE, brokerCores: 100 }, ROOM, MOST_WAIT);
    expect(node.full).toBe('node CPU');
    expect(node.said).toBeCloseTo(1000 / 0.9, DIGITS);
  });

  test('is none where heartbeats alone are too much', () => {
    expect(capacity(idle({ delivered: 1e9 }), MACHINES, ROOM, MOST_WAIT)).toEqual({
      said: 0,
      full: 'broker CPU',
    });
  });
});

test('the fullest of all is told', () => {
  const all = { 'node CPU': 0.1, 'node network': 0.4, 'broker CPU': 0.3, 'broker network': 0.2 };
  expect(fullest(all)).toBe('node network');
});

describe('a question who is there', () => {
  const units: Units = {
    ...FREE,
    who: {
      answered: { fixed: MILLISECOND, each: MILLISECOND },
      asked: { fixed: MILLISECOND, each: 2 * MILLISECOND },
      bytes: { fixed: 5, each: 30 },
    },
  };

  test('is answered by all others, for all of their clients', () => {
    const { asker, lister, bytes } = question(units, ROOM, Infinity);
    expect(asker).toBeCloseTo(9 * 0.001 + 90 * 0.002, DIGITS);
    expect(lister).toBeCloseTo(0.011, DIGITS);
    expect(bytes).toBe(9 * 5 + 90 * 30);
  });

  test('is answered for so many clients by as few as have them, and by the others with how many they have', () => {
    const { asker, lister, bytes } = question(units, ROOM, 15);
    expect(asker).toBeCloseTo(9 * 0.001 + 20 * 0.002, DIGITS);
    expect(lister).toBeCloseTo(0.011, DIGITS);
    expect(bytes).toBe(9 * 5 + 20 * 30);
  });

  test('is answered by one alone for no more than are listed', () => {
    const { asker, lister, bytes } = question(units, ROOM, 4);
    expect(asker).toBeCloseTo(9 * 0.001 + 4 * 0.002, DIGITS);
    expect(lister).toBeCloseTo(0.005, DIGITS);
    expect(bytes).toBe(9 * 5 + 4 * 30);
  });
});
