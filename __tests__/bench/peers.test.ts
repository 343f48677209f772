import { afterAll, expect, test } from '@jest/globals';
import { Crowd } from '../../bench/load/crowd.ts';
import { talk } from '../../bench/load/talk.ts';
import { PEERS } from '../../bench/peers/index.ts';
import { endEverything, startServer } from '../../bench/processes.ts';
import { PROTOCOLS } from '../../bench/protocols/index.ts';
import { toolsHere } from '../support/tools.ts';

const tools = toolsHere(...new Set(PEERS.flatMap(({ tool }) => (tool === undefined ? [] : [tool.command]))));
const here = PEERS.filter(({ tool }) => tool === undefined || tools.includes(tool.command));

afterAll(endEverything);

test.each(here)('$name delivers exactly what its protocol says', async (peer) => {
  await peer.prepare?.();
  expect(await peer.version()).toMatch(/^\d+\.\d+/);
  const server = await startServer((port) => peer.command(port));
  // A short message and one whose length needs more bytes to be told.
  for (const size of [64, 1000]) {
    const crowd = new Crowd([{ port: server.port, protocol: PROTOCOLS[peer.protocol] }], { quiet: 20 });
    const workload = { name: '', about: '', clients: 5, speakers: 2, messages: 20, size, window: 3 };
    const { nanoseconds, perSecond, peakBytes } = await talk(crowd, workload, server.pid);
    crowd.leave();
    expect([nanoseconds, perSecond, peakBytes].every((figure) => figure > 0)).toBe(true);
  }
  await server.end();
});
