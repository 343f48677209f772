import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder of this package: the same for a source and for what it is compiled to. */
export const PROJECT = dirname(createRequire(import.meta.url).resolve('talk-server/package.json'));

export const BENCH = join(PROJECT, 'bench');
/** The server that all this is about, as `npm run build` makes it. */
export const TALK_SERVER = join(PROJECT, 'dist', 'cli.js');
/** Where the programs of the benchmark are once compiled. */
export const COMPILED = join(BENCH, 'dist', 'bench');
