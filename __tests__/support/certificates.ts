import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A certificate and its key, as files. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate for `name` with openssl, signed by itself or by `authority`. */
export function certificate(folder: string, name: string, authority?: Pair): Pair {
  const pair = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const signer = authority === undefined ? [] : ['-CA', authority.cert, '-CAkey', authority.key];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', `/CN=${name}`, '-keyout', pair.key, '-out', pair.cert, ...signer],
    ],
    { stdio: 'ignore' },
  );
  return pair;
}
