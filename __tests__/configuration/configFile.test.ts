import { execFileSync } from 'node:child_process';
import { createWriteStream, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { fromFile } from '../../src/configuration/configFile.ts';
import { ConfigurationError } from '../../src/configuration/configurationError.ts';
import { keyOf } from '../../src/configuration/optionRow.ts';
import { SERVER } from '../../src/optionTable.ts';
import { newFolder, removeFolders } from '../support/folders.ts';

afterAll(removeFolders);

const path = join(newFolder(), 'talk.json');

/** What is read of a file with this in it. */
async function read(content: string | Uint8Array): Promise<Record<string, unknown>> {
  writeFileSync(path, content);
  return await entries();
}

async function entries(file = path): Promise<Record<string, unknown>> {
  return Object.fromEntries([...(await fromFile(SERVER, file))].map(([row, value]) => [keyOf(row), value]));
}

test('values are as on the command line, or as JSON has them', async () => {
  expect(
    await read(
      JSON.stringify({
        ...{ $schema: './talk.schema.json', port: '80', maxClients: 10, idleTimeout: 90, slowAfter: '500ms' },
        ...{ maxMessage: 4096, maxBacklog: '4M', socketMode: '0600', verbose: false, greeting: '' },
        ...{ allow: ['::1', '10.0.0.0/8, 10.1.0.0/16'], deny: '::1,::2', nats: ['a'] },
      }),
    ),
  ).toEqual({
    ...{
      port: 80,
      maxClients: 10,
      idleTimeout: 90_000,
      slowAfter: 500,
      maxMessage: 4096,
      maxBacklog: 4 * 1024 ** 2,
    },
    ...{ socketMode: 0o600, verbose: false, greeting: '', allow: ['::1', '10.0.0.0/8', '10.1.0.0/16'] },
    ...{ deny: ['::1', '::2'], nats: ['a'] },
  });
});

test('a byte order mark is no fault', async () => {
  expect(await read('\ufeff{"port": 1}\r\n')).toEqual({ port: 1 });
});

test('a pipe is read too', async () => {
  const pipe = join(newFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const read = entries(pipe);
  createWriteStream(pipe).end('{"port": 1}');
  expect(await read).toEqual({ port: 1 });
});

describe('one line says what is wrong', () => {
  async function isTold(message: string, file = path): Promise<void> {
    const refusal: unknown = await entries(file).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConfigurationError);
    expect(refusal).toMatchObject({ message: message.replaceAll('FILE', file) });
  }

  test.each([
    ['', 'FILE:1:1: not JSON, it ends too early'],
    ['{"port": 1,\n}', 'FILE:2:1: not JSON, unexpected "}"'],
    ['{"port": 0x50}', 'FILE:1:10: not JSON, unexpected "0x50"'],
    ['// port\n{}', 'FILE:1:1: not JSON, unexpected "/"'],
    ['[]', 'FILE must be an object of options such as {"port": 4000}, not an array'],
    ['null', 'FILE must be an object of options such as {"port": 4000}, not null'],
    ['"port"', 'FILE must be an object of options such as {"port": 4000}, not "port"'],
    ['{"port": 1, "port": 2}', 'FILE: "port" is there twice: leave one out'],
    [String.raw`{"port": 1, "\u0070ort": 2}`, 'FILE: "port" is there twice: leave one out'],
    ['{"maxClient": 1}', 'FILE: unknown key "maxClient" (Did you mean "maxClients"?)'],
    ['{"max-clients": 1}', 'FILE: unknown key "max-clients" (Did you mean "maxClients"?)'],
    ['{"drainTimeout": 1}', 'FILE: unknown key "drainTimeout": leave it out'],
    ['{"__proto__": {"port": 1}}', 'FILE: unknown key "__proto__": leave it out'],
    ['{"constructor": 1}', 'FILE: unknown key "constructor": leave it out'],
    ['{"": 1}', 'FILE: unknown key "": leave it out'],
    ['{"config": "a"}', 'FILE: unknown key "config": leave it out'],
    ['{"natsPassword": "x"}', 'FILE: "natsPassword" has no place in a file: set TALK_NATS_PASSWORD instead'],
    [
      '{"nats_password": "x"}',
      'FILE: "nats_password" has no place in a file: set TALK_NATS_PASSWORD instead',
    ],
    ['{"$schema": 1}', 'FILE: "$schema" must be a text, not 1'],
    ['{"maxClients": 0}', 'FILE: "maxClients" must be a whole number from 1 to 1048576, not 0'],
    ['{"maxClients": 1.5}', 'FILE: "maxClients" must be a whole number from 1 to 1048576, not 1.5'],
    ['{"maxClients": 1e30}', 'FILE: "maxClients" must be a whole number from 1 to 1048576, not 1e+30'],
    ['{"maxClients": null}', 'FILE: "maxClients" must be a whole number from 1 to 1048576, not null'],
    ['{"maxClients": [1]}', 'FILE: "maxClients" must be a whole number from 1 to 1048576, not an array'],
    [
      '{"slowAfter": 0}',
      'FILE: "slowAfter" must be a time such as 500ms, 10s or 2m, from 100ms to 576h, not 0',
    ],
    ['{"maxMessage": "2g"}', 'FILE: "maxMessage" must be a size such as 64k or 8m, from 1 to 1g, not "2g"'],
    [
      '{"socketMode": 660}',
      'FILE: "socketMode" must be an octal mode such as 660, from 0 to 777, in quotes, not 660',
    ],
    ['{"verbose": "yes"}', 'FILE: "verbose" must be true or false, not "yes"'],
    ['{"framing": 1}', 'FILE: "framing" must be auto, chunk or line, not 1'],
    ['{"tlsCert": "a\\u0000b"}', 'FILE: "tlsCert" must be a text without a NUL, not "a\\u0000b"'],
    ['{"host": 1}', 'FILE: "host" must be a text, not 1'],
    ['{"allow": []}', 'FILE: "allow" must be a text, or an array of texts that is not empty, not an array'],
    [
      '{"allow": ["::1", 1]}',
      'FILE: "allow" must be a text, or an array of texts that is not empty, not an array',
    ],
    [
      '{"allow": "::1,x"}',
      'FILE: "allow": It takes addresses and networks such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32, not "x"',
    ],
  ])('%s', async (content, message) => {
    writeFileSync(path, content);
    await isTold(message);
  });

  test('of what is no text, no file, or too much', async () => {
    writeFileSync(path, Buffer.from('{"greeting": "\xff"}', 'latin1'));
    await isTold('FILE is not UTF-8: save it as such');
    truncateSync(path, 1024 ** 3);
    await isTold('FILE is longer than 1m: name a file of options');
    const folder = newFolder();
    await isTold(
      'FILE cannot be read (EISDIR: illegal operation on a directory, read): name a file that can be',
      folder,
    );
    const none = join(folder, 'none');
    await isTold(
      `FILE cannot be read (ENOENT: no such file or directory, open '${none}'): name a file that can be`,
      none,
    );
  });

  test('of one that is deeper than any stack', async () => {
    writeFileSync(path, '{"port":' + '['.repeat(1_000_000));
    await isTold('FILE:1:1000009: not JSON, it ends too early');
    writeFileSync(path, `{"port":${'['.repeat(500_000)}${']'.repeat(500_000)}}`);
    await isTold('FILE: "port" must be a whole number from 0 to 65535, not an array');
  });

  test('and nothing of it is in any other object', async () => {
    await expect(read('{"__proto__": {"polluted": true}}')).rejects.toThrow('unknown key');
    expect('polluted' in {}).toBe(false);
  });
});
