import { X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { debounceTime, merge, Observable } from 'rxjs';
import { CertificateError } from '../errors.ts';
import type { TlsFiles } from './settings.ts';

/** Milliseconds between two looks at a file: whoever renews a certificate does not wait for it. */
const LOOK_EVERY = 1000;
/** Milliseconds without a further change after which all files of a renewal are there. */
const SETTLED = 500;

/**
 * Reads what TLS needs from its files, and checks that the parts fit together. Throws `CertificateError`, with the file's
 * name in it, where they cannot be used.
 */
export function readCertificate({ cert, key, ca }: TlsFiles): SecureContextOptions {
  const authorities = ca === undefined ? undefined : read(ca, 'authorities');
  const parts: SecureContextOptions = {
    cert: read(cert, 'certificate'),
    key: read(key, 'key'),
    ca: authorities,
    minVersion: 'TLSv1.2', // older ones are formally deprecated (RFC 8996)
  };
  const toPem = 'give a file in PEM format';
  check(`the certificate ${cert} cannot be used: ${toPem}`, () => createSecureContext({ cert: parts.cert }));
  check(`the key ${key} cannot be used: give an unencrypted file in PEM format`, () => {
    createSecureContext({ key: parts.key });
  });
  // A context takes a file without any authority, and then trusts nobody.
  if (authorities !== undefined) {
    check(`the authorities ${String(ca)} cannot be used: ${toPem}`, () => new X509Certificate(authorities));
  }
  check(
    `the key ${key} does not belong to the certificate ${cert}: give the two that were made together`,
    () => createSecureContext(parts),
  );
  return parts;
}

/** Emits when a file has changed, and no further one does for a moment: a certificate and its key are renewed together. */
export function changesOf({ cert, key, ca }: TlsFiles): Observable<unknown> {
  const files = ca === undefined ? [cert, key] : [cert, key, ca];
  return merge(...files.map(changes)).pipe(debounceTime(SETTLED));
}

/** By looking, not by events of the system: those are lost when a file is replaced, or is a link to one that is. */
function changes(file: string): Observable<unknown> {
  return new Observable((subscriber) => {
    const changed = (): void => subscriber.next(file);
    watchFile(file, { interval: LOOK_EVERY, persistent: false }, changed);
    return () => unwatchFile(file, changed);
  });
}

function read(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const cause = error as NodeJS.ErrnoException; // as node:fs throws
    const message = `the ${what} ${file} cannot be read: check that it is there and may be read (${cause.message})`;
    throw new CertificateError(message, cause.code ?? 'UNKNOWN', cause);
  }
}

function check(message: string, use: () => unknown): void {
  try {
    use();
  } catch (error) {
    const cause = error as NodeJS.ErrnoException; // as OpenSSL's errors come from Node
    throw new CertificateError(message, cause.code ?? 'UNKNOWN', cause);
  }
}
