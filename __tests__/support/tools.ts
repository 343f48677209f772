import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Which of these programs this machine has. What is missing is said, and is an error where `TALK_TEST_TOOLS=required`
 * says that all must be there.
 */
export function toolsHere<Tool extends string>(...tools: Tool[]): Tool[] {
  const missing = tools.filter((tool) => !isHere(tool));
  if (missing.length > 0) {
    const message = `not on this machine, so not tested with: ${missing.join(', ')}`;
    if (process.env['TALK_TEST_TOOLS'] === 'required') throw new Error(message);
    process.stderr.write(`${message}\n`);
  }
  return tools.filter((tool) => !missing.includes(tool));
}

function isHere(tool: string): boolean {
  return whereIs(tool) !== undefined;
}

/** The path of a program, if this machine has it. */
export function whereIs(tool: string): string | undefined {
  const paths = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, tool));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
