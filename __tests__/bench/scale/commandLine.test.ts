import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { CommanderError } from 'commander';
import { parseCommandLine } from '../../../bench/scale/commandLine.ts';
import { endPrograms, PROJECT, Program } from '../../support/bin.ts';
import { toolsHere } from '../../support/tools.ts';

const ONE_LINE = /^scale: [^\n]+; see npm run scale -- --help\n$/;
const SCALE = join(PROJECT, 'bench', 'dist', 'bench', 'scale', 'scale.js');

function start(...args: string[]): Program {
  return new Program(process.execPath, [SCALE, ...args]);
}

afterEach(endPrograms);

const withBroker = toolsHere('nats-server').length > 0 ? describe : describe.skip;

test.each([
  [['--out='], /Give a file/],
  [['--figures='], /Give a file/],
  [['--quick', '--figures', 'x'], /cannot be used with/],
  [['--fast'], /unknown option '--fast'/],
  [['fast'], /too many arguments/],
])('%p is told in one clear line', (args, line) => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(() => parseCommandLine(args)).toThrow(CommanderError);
  const said = stderr.mock.calls.map(([text]) => text).join('');
  expect(said).toMatch(ONE_LINE);
  expect(said).toMatch(line);
});

test('wrong use ends with exit code 2', async () => {
  const { code, stdout, stderr } = await start('--fast').ends();
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(ONE_LINE);
});

test('figures that are not there are one line, exit 1', async () => {
  const { code, stdout, stderr } = await start('--figures', join(SCALE, 'none.json')).ends();
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^scale: [^\n]+none\.json[^\n]*\n$/);
});

test('--figures makes the page of them, and measures nothing', async () => {
  const { code, stdout, stderr } = await start('--figures', join(PROJECT, 'docs', 'scale.json')).ends();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const page = Buffer.from(stdout, 'latin1').toString();
  expect(page).toBe(readFileSync(join(PROJECT, 'docs', 'scale.md'), 'utf8'));
});

withBroker('with a broker', () => {
  test('Ctrl-C ends it, and all that it started', async () => {
    const program = start('--quick');
    await program.prints('stderr', /batches 1\/2/);
    program.kill('SIGINT');
    expect((await program.ends()).code).toBe(130); // and the pipes that its processes had are closed
  });
});
