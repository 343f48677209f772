import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { completables } from '../../../src/configuration/completion/completable.ts';
import { completionFor } from '../../../src/configuration/completion/completionFor.ts';
import { SHELLS } from '../../../src/configuration/standardRows.ts';
import { CLIENT } from '../../../src/client/clientOptions.ts';
import { SERVER } from '../../../src/optionTable.ts';
import { newFolder, removeFolders } from '../../support/folders.ts';
import { shellOffers } from '../../support/shellOffers.ts';
import { toolsHere } from '../../support/tools.ts';

afterAll(removeFolders);

const tools = toolsHere(...SHELLS);
const ALL = completables(SERVER);

/** Without the description that fish has behind it. */
const words = (offers: readonly string[] = []): readonly string[] =>
  offers.map((offer) => offer.replace(/\t.*$/, ''));

describe.each(SHELLS.filter((shell) => tools.includes(shell)))('%s', (shell) => {
  const folder = newFolder();
  writeFileSync(join(folder, 'completion'), completionFor(SERVER, shell));
  for (const file of ['key.pem', 'key * two.pem']) writeFileSync(join(folder, file), '');
  mkdirSync(join(folder, 'keys'));

  test('completes options, choices and files, and nothing that has to be typed', () => {
    const [begun, all, choices, one, file, number, shells] = shellOffers(shell, folder, [
      'talk-server --max-c',
      'talk-server -v -',
      'talk-server --framing ',
      'talk-server --framing=l',
      'talk-server -v --tls-key k',
      'talk-server --port ',
      'talk-server --completion ',
    ]);
    expect(words(begun)).toEqual(['--max-clients', '--max-clients-per-ip']);
    const long = ALL.map((option) => option.long);
    // Of an option that is there already, no more is offered by some.
    expect(words(all)).toEqual(expect.arrayContaining(long.filter((flag) => flag !== '--verbose')));
    expect(words(choices)).toEqual(['auto', 'chunk', 'line']);
    expect(words(one).map((word) => word.replace('--framing=', ''))).toEqual(['line']);
    const files = words(file).map((name) => name.replaceAll('\\', '').replace(/\/$/, ''));
    expect(files.sort()).toEqual(['key * two.pem', 'key.pem', 'keys']);
    expect(number).toEqual([]);
    expect(words(shells)).toEqual(['bash', 'fish', 'zsh']);
  });

  test('completes those of another program beside it', () => {
    const scripts = [SERVER, CLIENT].map((table) => completionFor(table, shell));
    writeFileSync(join(folder, 'completion'), scripts.join('\n'));
    const [begun, file, typed, ofServer] = shellOffers(shell, folder, [
      'talk --no-re',
      'talk -n carol --tls-ca key.',
      'talk -s ',
      'talk-server --max-cl',
    ]);
    expect(words(begun)).toEqual(['--no-reconnect']);
    expect(words(file)).toEqual(['key.pem']);
    expect(typed).toEqual([]);
    expect(words(ofServer)).toEqual(['--max-clients', '--max-clients-per-ip']);
  });
});

test('zsh is told what each option does, as it is', () => {
  const script = completionFor(SERVER, 'zsh').replaceAll("'\\''", "'").replaceAll('\\', '');
  for (const { describes } of ALL) expect(script).toContain(`[${describes}]`);
});

(tools.includes('fish') ? describe : describe.skip)('fish', () => {
  test('tells what each option does, as it is', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'completion'), completionFor(SERVER, 'fish'));
    const [offers = []] = shellOffers('fish', folder, ['talk-server -']);
    expect(offers).toEqual(expect.arrayContaining(ALL.map(({ long, describes }) => `${long}\t${describes}`)));
  });
});
