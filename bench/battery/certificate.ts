import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** PEM files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate that is signed by itself, for an IP address; undefined on a machine without openssl. */
export function selfSigned(folder: string, address = '127.0.0.1'): Certificate | undefined {
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const subject = ['-subj', '/CN=localhost', '-addext', `subjectAltName=IP:${address}`];
  const args = ['req', ...kind, ...subject, '-keyout', files.key, '-out', files.cert];
  try {
    execFileSync('openssl', args, { stdio: 'ignore' });
    return files;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // as node:child_process throws
    throw error;
  }
}
