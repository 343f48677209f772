import { readFileSync } from 'node:fs';

/** Bytes that the kernel has of a server on this port of 127.0.0.1 and could not deliver, over all its connections. */
export function unsentBytes(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, address = '']) => address.endsWith(local))
    .reduce((sum, [, , , , queues = '']) => sum + (parseInt(queues, 16) || 0), 0); // `tx_queue:rx_queue`
}
