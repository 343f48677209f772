import { connect } from 'node:net';

const USUAL_PORT = 4222;
/** What a broker says first (NATS client protocol). */
const FIRST_WORD = 'INFO ';

/**
 * Waits until a broker says that it is there. One that is stopped, and many a server that is no broker, accepts and says
 * nothing; the client of NATS gives up on it then, but leaves the socket open for good.
 *
 * @param patience milliseconds after which it errors.
 */
export async function probe(server: string, patience: number): Promise<void> {
  const { hostname, port } = new URL(server);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port: port === '' ? USUAL_PORT : Number(port), timeout: patience });
    const end = (why?: Error): void => {
      socket.destroy();
      if (why === undefined) resolve();
      else reject(why);
    };
    socket
      .on('data', (bytes) => {
        end(
          bytes.toString('latin1').startsWith(FIRST_WORD)
            ? undefined
            : new Error('that is no broker of NATS'),
        );
      })
      .on('timeout', () => end(new Error('the broker does not answer')))
      .on('end', () => end(new Error('the broker hangs up')))
      .on('error', ({ code, message }: NodeJS.ErrnoException) => {
        end(new Error(code === 'ECONNREFUSED' ? 'connection refused' : message));
      });
  });
}
