import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT } from './support/bin.ts';
import { anchorsOf, linksOf, markdownFiles } from './support/markdown.ts';

test.each(markdownFiles())('every link of %s leads somewhere', (file) => {
  const dead = linksOf(file).filter(({ to, anchor }) => {
    if (!existsSync(join(PROJECT, to))) return true;
    return anchor !== undefined && !anchorsOf(to).includes(anchor);
  });
  expect(dead).toEqual([]);
});

test('there are links to files and to headings', () => {
  const links = linksOf('README.md');
  expect(links).toContainEqual({ from: 'README.md', to: 'docs/cluster.md', anchor: undefined });
  expect(links).toContainEqual({ from: 'README.md', to: 'README.md', anchor: 'tls' });
  expect(anchorsOf('README.md')).toContain('names-and-who');
});
