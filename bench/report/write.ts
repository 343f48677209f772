import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hallsChart, peersChart } from './charts.ts';
import { page, PICTURES } from './markdown.ts';
import type { Report } from './report.ts';

const START = '<!-- benchmark -->';
const FIGURES = 'benchmark.json';
const END = '<!-- /benchmark -->';

/** Makes the folder where it is not there. Throws, with a line that says what to do, where nothing can be written to it. */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    const { message } = cause as Error; // as node:fs throws
    throw new Error(`cannot write to ${folder}: choose another folder with --out (${message})`, { cause });
  }
}

/** The figures that are in a folder. Throws, with a line that says what to do, where there are none. */
export function readReport(folder: string): Report {
  try {
    return JSON.parse(readFileSync(join(folder, FIGURES), 'utf8')) as Report; // as it was written below
  } catch (cause) {
    const { message } = cause as Error; // as node:fs and JSON throw
    throw new Error(`cannot add to ${folder}: measure everything first, or leave --add out (${message})`, {
      cause,
    });
  }
}

/** Writes the page, the figures and the pictures into a folder that is there. */
export function writeReport(report: Report, folder: string): void {
  const { workloads, halls } = report;
  writeFileSync(join(folder, 'benchmark.md'), page(report));
  writeFileSync(join(folder, FIGURES), `${JSON.stringify(report, null, 2)}\n`);
  if (workloads !== undefined) {
    writeFileSync(join(folder, PICTURES.peers.file), `${peersChart(workloads)}\n`);
  }
  if (halls !== undefined) writeFileSync(join(folder, PICTURES.halls.file), `${hallsChart(halls)}\n`);
}

/** Replaces what stands between the markers in a file. Says whether it has them; leaves the file alone where not. */
export function replaceBetweenMarkers(file: string, text: string): boolean {
  const before = readFileSync(file, 'utf8');
  const start = before.indexOf(START);
  const end = before.indexOf(END, start);
  if (start === -1 || end === -1) return false;
  writeFileSync(file, `${before.slice(0, start + START.length)}\n\n${text}\n\n${before.slice(end)}`);
  return true;
}
