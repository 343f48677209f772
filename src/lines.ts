export const NEWLINE = 0x0a;

/** Where the line that begins at `from` ends: behind its `\n`, or with the bytes. */
export function endOfLine(bytes: Buffer, from: number): number {
  return bytes.indexOf(NEWLINE, from) + 1 || bytes.length;
}

/** The lines of `bytes`, each with its `\n`; the last one may be without. */
export function linesOf(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0, end = 0; start < bytes.length; start = end) {
    end = endOfLine(bytes, start);
    lines.push(bytes.subarray(start, end));
  }
  return lines;
}
