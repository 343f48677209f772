import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as rxjs from 'rxjs';
import ts from 'typescript';
import { PROJECT } from './support/bin.ts';
import { codeOf, markdownFiles } from './support/markdown.ts';

/** Code in the documentation is code: its types are checked against the sources. */

/** The entry of package.json's `exports`: where it is imported from, and the source of it. */
const ENTRIES = Object.entries(exportsOf(readFileSync(join(PROJECT, 'package.json'), 'utf8')));

/** What an example needs no import for: it is shown where that is clear. */
const KNOWN = new Map([
  ...Object.keys(rxjs).map((name) => [name, 'rxjs'] as const),
  ...ENTRIES.flatMap(([address, source]) => namesOf(source).map((name) => [name, address] as const)),
]);

/** The code, by the name of a file that does not exist. */
const snippets = new Map([
  ...markdownFiles().flatMap((file) => numbered(file, codeOf(file, ['ts', 'js']))),
  ...sources().flatMap((file) => numbered(file, examplesOf(file).map(withImports))),
]);

const options: ts.CompilerOptions = {
  ...optionsOf(join(PROJECT, 'tsconfig.json')),
  noUnusedLocals: false,
  paths: Object.fromEntries(ENTRIES.map(([address, source]) => [address, [join(PROJECT, source)]])),
};
const host = ts.createCompilerHost(options);
const program = ts.createProgram([...snippets.keys()], options, {
  ...host,
  fileExists: (name) => snippets.has(name) || host.fileExists(name),
  readFile: (name) => snippets.get(name) ?? host.readFile(name),
  getSourceFile: (name, version, ...more) => {
    const code = snippets.get(name);
    return code === undefined
      ? host.getSourceFile(name, version, ...more)
      : ts.createSourceFile(name, code, version);
  },
});

test.each([...snippets.keys()].map((name) => name.slice(PROJECT.length)))('%s', (name) => {
  const file = program.getSourceFile(`${PROJECT}${name}`);
  const wrong = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  expect(wrong.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});

function exportsOf(json: string): Record<string, string> {
  const { exports } = JSON.parse(json) as { exports: Record<string, { types?: string } | string> }; // as npm takes it
  const typed = Object.entries(exports).flatMap(([key, to]) =>
    typeof to === 'string' || to.types === undefined ? [] : [[key, to.types] as const],
  );
  const source = (types: string): string => types.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts');
  return Object.fromEntries(typed.map(([key, types]) => [key.replace(/^\./, 'talk-server'), source(types)]));
}

/** What is exported from there, types excepted. */
function namesOf(source: string): string[] {
  const code = readFileSync(join(PROJECT, source), 'utf8').replace(/^export type \{[^}]*\}/gm, '');
  return [...code.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type ')),
  );
}

function sources(): string[] {
  const names = readdirSync(join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => `src/${name}`);
}

function examplesOf(file: string): string[] {
  const code = readFileSync(join(PROJECT, file), 'utf8');
  const blocks = code.matchAll(/^ *\* @example\n((?: *\*(?! @|\/).*\n)*)/gm);
  return [...blocks].map(([, lines = '']) => lines.replace(/^ *\* ?/gm, ''));
}

function withImports(code: string): string {
  const names = new Set(code.match(/\w+/g));
  const imports = [...names].flatMap((name) => {
    const from = KNOWN.get(name);
    return from === undefined ? [] : [`import { ${name} } from '${from}';`];
  });
  return [...imports, code].join('\n');
}

function numbered(file: string, codes: readonly string[]): (readonly [string, string])[] {
  return codes.map((code, index) => [`${PROJECT}${file}.${index + 1}.ts`, `${code}\nexport {};\n`]);
}

function optionsOf(config: string): ts.CompilerOptions {
  const read: unknown = ts.readConfigFile(config, (name) => ts.sys.readFile(name)).config;
  return ts.convertCompilerOptionsFromJson((read as { compilerOptions: unknown }).compilerOptions, PROJECT)
    .options;
}
