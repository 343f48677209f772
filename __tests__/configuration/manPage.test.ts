import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { manPage } from '../../src/configuration/manPage.ts';
import { keyOf, type ProgramTable, variableOf } from '../../src/configuration/optionRow.ts';
import { STANDARD_ROWS } from '../../src/configuration/standardRows.ts';
import { CLIENT } from '../../src/client/clientOptions.ts';
import { PASSWORD, SERVER } from '../../src/optionTable.ts';
import { endPrograms, Program, PROJECT } from '../support/bin.ts';
import { newFolder, removeFolders } from '../support/folders.ts';
import { toolsHere } from '../support/tools.ts';

afterEach(endPrograms);
afterAll(removeFolders);

/** What each manual tells that no table of options does. */
const PROGRAMS = new Map([
  ['talk-server', { table: SERVER, more: [PASSWORD, 'Default: 50ms; 0: never.', 'SIGUSR2', '130 '] }],
  ['talk', { table: CLIENT, more: ['1000; 0: none.', '/who: asks the server', '//text says /text', '143 '] }],
]);
const manual = (name: string): string => join(PROJECT, 'docs', 'man', `${name}.1`);
const tools = toolsHere('mandoc');
const withMandoc = tools.includes('mandoc') ? describe : describe.skip;

withMandoc('the manual', () => {
  test.each([...PROGRAMS])('of %s is without a fault to mandoc', async (name) => {
    expect(await new Program('mandoc', ['-T', 'lint', manual(name)]).ends()).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  test.each([...PROGRAMS])(
    'of %s has every option, variable and key, as it is read',
    async (name, program) => {
      const { table, more } = program;
      const { stdout } = await new Program('mandoc', ['-T', 'ascii', '-O', 'width=200', manual(name)]).ends();
      const page = stdout.replace(/.\u0008/g, '').replace(/\s+/g, ' ');
      for (const row of [...table.settings, ...STANDARD_ROWS]) {
        const { short, flag, argument } = row;
        const option = `${flag}${argument === undefined ? '' : ` ${argument}`}`;
        expect(page).toContain(
          short === undefined ? ` ${option} ` : `${option.replace(flag, short)}, ${option} `,
        );
      }
      for (const row of table.settings) {
        expect(page).toContain(` ${variableOf(table, row)} ${row.flag}`);
        expect(page).toMatch(new RegExp(` ${keyOf(row)}[,.] `));
      }
      for (const told of ['--no-verbose turns it off.', 'Default: 64k.', ...more])
        expect(page).toContain(told);
    },
  );

  test('that of another program is without a fault, too', async () => {
    const table: ProgramTable = {
      ...{
        name: 'other',
        describes: 'A program: it does "this" -- \\and that.',
        prefix: 'OTHER_',
        secrets: {},
      },
      settings: [
        { flag: '--bell', describes: "'ring", group: 'Sound', value: { kind: 'switch' } },
        { flag: '--mood', argument: 'how', describes: '.so', group: 'Sound', value: { kind: 'text' } },
      ],
    };
    const manual = {
      ...{
        date: 'November 26, 2026',
        description: ['It is.'],
        exitStatus: [{ name: '0', describes: 'Well.' }],
      },
      ...{
        signals: [],
        files: [],
        examples: [{ describes: 'Do', command: 'other --bell' }],
        seeAlso: 'This.',
      },
    };
    const file = join(newFolder(), 'other.1');
    writeFileSync(file, manPage(table, manual));
    expect(await new Program('mandoc', ['-T', 'lint', file]).ends()).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const { stdout } = await new Program('mandoc', ['-T', 'ascii', file]).ends();
    const page = stdout.replace(/.\u0008/g, '').replace(/\s+/g, ' ');
    for (const told of ["--bell 'ring.", '--mood how .so.', 'OTHER_MOOD --mood', 'program'])
      expect(page).toContain(told);
  });
});
