import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { generatedFiles } from '../src/generated.ts';
import { PROJECT } from './support/bin.ts';

test.each(generatedFiles().map(({ path, text }) => [path, text]))(
  '%s is what npm run generate makes of the options',
  (path, text) => {
    expect(readFileSync(join(PROJECT, path), 'utf8')).toBe(text);
  },
);
