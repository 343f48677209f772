import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { CommanderError } from 'commander';
import { isForDocs, parseCommandLine } from '../../bench/commandLine.ts';
import { endPrograms, PROJECT, Program } from '../support/bin.ts';

const ONE_LINE = /^bench: [^\n]+; see npm run bench -- --help\n$/;
const BENCH = join(PROJECT, 'bench', 'dist', 'bench', 'bench.js');

function start(...args: string[]): Program {
  return new Program(process.execPath, [BENCH, ...args]);
}

afterEach(endPrograms);

test.each([
  [['--workload', 'nonsense'], /Allowed choices are lone, room, hall, flood, page/],
  [['--peer', 'irc'], /Allowed choices are talk-server, plain-node, floor/],
  [['--only', 'everything'], /Allowed choices are workloads, /],
  [['--rounds', '0'], /Give a whole number from 1 to 100/],
  [['--out='], /Give a folder/],
  [['--add', '--quick'], /'--add' cannot be used with option '--quick'/],
  [['--add', '--peer', 'floor'], /'--add' cannot be used with option '--peer/],
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

test('where nothing can be written is told before anything is measured', async () => {
  const { code, stdout, stderr } = await start('--only', 'operators', '--out', join(BENCH, 'x')).ends();
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^bench: cannot write to [^\n]+: choose another folder with --out [^\n]+\n$/);
});

test('where there are no figures to add to is told before anything is measured', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'talk-bench-test-'));
  const { code, stdout, stderr } = await start('--add', '--only', 'web', '--out', folder).ends();
  rmSync(folder, { recursive: true });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^bench: cannot add to [^\n]+: measure everything first, or leave --add out [^\n]+\n$/,
  );
});

describe('only a run of everything, or of whole sections that are added, may change the docs', () => {
  test.each([[[]], [['--rounds', '9']], [['--add', '--only', 'web']]])('%p is one', (args) => {
    expect(isForDocs(parseCommandLine(args))).toBe(true);
  });
  test.each([
    [['--quick']],
    [['--workload', 'room']],
    [['--peer', 'floor']],
    [['--only', 'delay']],
    [['--out', '.']],
    [['--add', '--out', '.']],
  ])('%p is none', (args) => {
    expect(isForDocs(parseCommandLine(args))).toBe(false);
  });
});

test('a run of one workload and one peer, from end to end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'talk-bench-test-'));
  const args = ['--quick', '--workload', 'lone', '--peer', 'talk-server', '--out', folder];
  const { code, stdout, stderr } = await start(...args).ends();
  const files = readdirSync(folder);
  rmSync(folder, { recursive: true });
  expect(stderr).toMatch(/0:0\d {2}workloads 1\/1: lone, talk-server, round 1 of 1\n/);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\| talk-server \| [\d.,]+ \S+ \(\S+\) \|$/m);
  expect(files.sort()).toEqual(['benchmark.json', 'benchmark.md', 'peers.svg']);
});

test('Ctrl-C ends it, and all that it started', async () => {
  const program = start('--quick', '--workload', 'lone', '--peer', 'plain-node', '--rounds', '9');
  await program.prints('stderr', /round 1 of 9/);
  program.kill('SIGINT');
  expect((await program.ends()).code).toBe(130); // and the pipes that its processes had are closed
});
