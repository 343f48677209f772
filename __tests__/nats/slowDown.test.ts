import { expect, test } from '@jest/globals';
import { slowDown } from '../../src/nats/slowDown.ts';
import type { Outgoing } from '../../src/operators/fanOut.ts';
import { Speech } from '../../src/speech.ts';
import { MemoryConnection } from '../support/memoryConnection.ts';

const client = { id: 1, name: 'alice', address: 'x', port: 1 };

/** The pauses of one who says so many bytes. */
function pauses(bytes: number, fullness: number, waiting = 0): number[] {
  const told: number[] = [];
  const speaker = Object.assign(new MemoryConnection(), {
    pauseFor: (ms: number) => told.push(Math.round(ms)),
  });
  const left: Outgoing = { type: 'left', ...client, clients: 0, reason: 'closed' };
  slowDown([new Speech(speaker, client, Buffer.alloc(bytes), 1), left], fullness, waiting);
  return told;
}

test('who talks much waits, the longer the less room there is', () => {
  expect([0, 0.5, 0.51, 0.75, 1].map((fullness) => pauses(65_536, fullness))).toEqual([
    [],
    [],
    [21],
    [63],
    [200],
  ]);
});

test('who talks much waits longer than the broker does, and 2 s at the most', () => {
  expect([10, 300, 5000].map((waiting) => pauses(65_536, 0.6, waiting))).toEqual([[32], [600], [2000]]);
});

test('who types does not wait, nor does somebody who cannot', () => {
  expect(pauses(1024, 1, 1000)).toEqual([]);
  const elsewhere = new Speech(undefined, client, Buffer.alloc(65_536), 1, undefined, 'b-0123456789ab');
  const unable = new Speech(new MemoryConnection(), client, Buffer.alloc(65_536), 1);
  expect(() => slowDown([elsewhere, unable], 1, 0)).not.toThrow();
});
