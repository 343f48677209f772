import type { Origin, Parts, Report } from './report.ts';

/** The report with these parts in place of its own, or beside them, and from where they are. */
export function add(report: Report, parts: Parts, origin: Origin): Report {
  const origins = Object.fromEntries(Object.keys(parts).map((part) => [part, origin]));
  return { ...report, ...parts, apart: { ...report.apart, ...origins } };
}
