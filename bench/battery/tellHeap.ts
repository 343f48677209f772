/** Loaded into the server's process beside the program, so that its heap can be seen from outside. */
import { writeSync } from 'node:fs';

/** Milliseconds between two looks. */
const PACE = 500;
/** The pipe that server.ts has opened for this. */
const PIPE = 3;

setInterval(() => {
  globalThis.gc?.(); // there with --expose-gc
  writeSync(PIPE, `${process.memoryUsage().heapUsed}\n`);
}, PACE).unref();
