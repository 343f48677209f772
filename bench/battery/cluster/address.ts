const FIRST_OF_OURS = 100;
let given = 0;

/**
 * An address of the loopback that nothing else has, so that a broker finds its port free whenever it comes back: those of
 * 127.0.0.1 are taken by whoever connects to somebody.
 */
export function ownAddress(): string {
  given++;
  const { pid } = process;
  return `127.${FIRST_OF_OURS + ((pid >> 8) % FIRST_OF_OURS)}.${pid & 0xff}.${given}`;
}
