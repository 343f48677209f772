import { report } from 'node:process';
import { LIMITS } from './limits.ts';

/** Files that the program itself needs open: its log, its sockets to listen on, Node's own, and newcomers being turned away. */
export const RESERVED_FILES = 64;

/**
 * How many clients the open-files limit of this process has room for. Past it, Node gives no event at all when a connection
 * cannot be accepted, and can spin; so it must never get there.
 *
 * @param visitors how many connections there may be that are no clients.
 */
export function clientsForOpenFiles(visitors = 0): number {
  const { max } = LIMITS.maxClients;
  const files = softLimit();
  return files === undefined ? max : Math.max(1, Math.min(files - RESERVED_FILES - visitors, max));
}

/** How many connections that are no clients it has room for, where so many are asked for: half of the files at the most. */
export function visitorsForOpenFiles(most: number): number {
  return Math.max(1, Math.min(most, Math.floor(clientsForOpenFiles() / 2)));
}

/** Undefined where there is none, or the system does not tell. */
function softLimit(): number | undefined {
  const { userLimits } = reportWithoutNetwork();
  return typeof userLimits?.open_files?.soft === 'number' ? userLimits.open_files.soft : undefined;
}

/** What a report has about limits; a number that is no limit reads `unlimited`. Windows has none of it. */
interface Report {
  readonly userLimits?: { readonly open_files?: { readonly soft: unknown } };
}

/** With the network in it, the report would look up the name of every peer. */
function reportWithoutNetwork(): Report {
  const reporting: { excludeNetwork?: boolean; getReport: () => object } = report; // newer than its types
  const usual = reporting.excludeNetwork ?? false;
  reporting.excludeNetwork = true;
  const made: Report = reporting.getReport();
  reporting.excludeNetwork = usual;
  return made;
}
