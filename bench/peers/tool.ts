import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Tool } from './peer.ts';

/** Whether the machine has this program. Programs of the system's own, such as mosquitto, need not be in the PATH. */
export function isInstalled({ command }: Tool): boolean {
  return pathOf(command) !== undefined;
}

export function pathOf(command: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

/** The version that a program tells: what the pattern's group finds in all that it prints. */
export async function versionOf(
  command: string,
  args: readonly string[],
  pattern = /(\d+(?:\.\d+)+)/,
): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(pathOf(command) ?? command, args).catch(
    // mosquitto tells its version with its help, and exit code 3.
    (error: unknown) => error as { stdout: string; stderr: string }, // as execFile rejects
  );
  return pattern.exec(`${stdout}${stderr}`)?.[1] ?? 'unknown version';
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
