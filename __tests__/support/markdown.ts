import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { PROJECT } from './bin.ts';

/** Where a link in a file of the project leads. */
export interface Link {
  /** The file, from the project's folder. */
  readonly from: string;
  /** The same for what it leads to. */
  readonly to: string;
  /** The heading there, where it leads to one. */
  readonly anchor: string | undefined;
}

const LINK = /\]\(([^)\s]+)\)/g;
const FENCED = /^(`{3,}).*\n[^]*?^\1$/gm;
/** All that a heading's anchor is without. */
const NO_ANCHOR = /[^\p{Letter}\p{Number}\p{Mark}\p{Connector_Punctuation} -]/gu;

/** What is written for people, from the project's folder. */
export function markdownFiles(): string[] {
  const docs = readdirSync(join(PROJECT, 'docs'), { recursive: true, encoding: 'utf8' });
  const made = /^(?:api|quick)\b|\bnode_modules\b/;
  const written = docs.filter((name) => name.endsWith('.md') && !made.test(name));
  return ['README.md', 'CHANGELOG.md', ...written.map((name) => `docs/${name}`)];
}

/** The links within the project. */
export function linksOf(file: string): Link[] {
  const links = [...withoutCode(read(file)).matchAll(LINK)].map(([, target = '']) => decodeURI(target));
  return links
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      return { from: file, to: path === '' ? file : normalize(join(dirname(file), path)), anchor };
    });
}

/** The anchors of its headings, as they are made where Markdown is shown. */
export function anchorsOf(file: string): string[] {
  const headings = [...withoutCode(read(file)).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  const anchors = headings.map((heading) =>
    heading.toLowerCase().replace(NO_ANCHOR, '').replaceAll(' ', '-'),
  );
  return anchors.map((anchor, index) => {
    const before = anchors.slice(0, index).filter((other) => other === anchor).length;
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** The code in it that is in one of these languages. */
export function codeOf(file: string, languages: readonly string[]): string[] {
  const blocks = read(file).matchAll(/^```(\w+)\n([^]*?)^```$/gm);
  return [...blocks]
    .filter(([, language = '']) => languages.includes(language))
    .map(([, , code = '']) => code);
}

function withoutCode(markdown: string): string {
  return markdown.replace(FENCED, '');
}

function read(file: string): string {
  return readFileSync(join(PROJECT, file), 'utf8');
}
