import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { debounceTime, merge, Observable, timer } from 'rxjs';
import { CertificateError } from '../errors.ts';
import { printable } from '../printable.ts';
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
  const parts = { cert: read(cert, 'certificate'), key: read(key, 'key') };
  const authorities = ca === undefined ? undefined : read(ca, 'authorities');
  const advice = 'give one that OpenSSL accepts, in PEM format';
  check(`the certificate ${cert} cannot be used: ${advice}`, () => createSecureContext({ cert: parts.cert }));
  check(`the key ${key} cannot be used: ${advice}, unencrypted`, () =>
    createSecureContext({ key: parts.key }),
  );
  if (authorities !== undefined) {
    check(`the authorities ${String(ca)} cannot be used: give certificates in PEM format`, () => {
      checkEach(authorities.toString('latin1'));
    });
  }
  check(
    `the key ${key} does not belong to the certificate ${cert}: give the two that were made together`,
    () => checkPair(parts),
  );
  return { ...parts, ca: authorities, minVersion: 'TLSv1.2' }; // older ones are deprecated (RFC 8996)
}

/** A context takes those before the first that is damaged, be it none, and says nothing of the others. */
function checkEach(pem: string): void {
  new X509Certificate(pem);
  for (const block of pem.split(/(?=-----BEGIN )|(?<=-----END [A-Z0-9 ]+-----)/)) {
    if (block.includes('CERTIFICATE-----')) new X509Certificate(block);
  }
}

/** A context sees that two do not fit only where they are of one kind, such as RSA. */
function checkPair(parts: { readonly cert: Buffer; readonly key: Buffer }): void {
  createSecureContext(parts);
  if (!new X509Certificate(parts.cert).checkPrivateKey(createPrivateKey(parts.key))) {
    throw new Error('key type mismatch');
  }
}

/** Tells one content of the files from another. Of a file that cannot be read, the error is its content. */
export function fingerprint(files: TlsFiles): string {
  const hash = createHash('sha256');
  for (const file of pathsOf(files)) hash.update(`${contentOf(file)}\n`);
  return hash.digest('hex');
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    return String(error);
  }
}

/**
 * Emits when a file may have changed, and no further one does for a moment: a certificate and its key are renewed together.
 * Once in any case, as what changed before the first look at a file shows to no later one.
 */
export function changesOf(files: TlsFiles): Observable<unknown> {
  return merge(timer(LOOK_EVERY), ...pathsOf(files).map(changes)).pipe(debounceTime(SETTLED));
}

function pathsOf({ cert, key, ca }: TlsFiles): readonly string[] {
  return ca === undefined ? [cert, key] : [cert, key, ca];
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
  const message = `the ${what} ${file} cannot be read: check that it is there and may be read`;
  return check(message, () => readFileSync(file));
}

function check<Value>(message: string, use: () => Value): Value {
  try {
    return use();
  } catch (error) {
    const cause = error as NodeJS.ErrnoException & { readonly reason?: string }; // of node:fs, or of OpenSSL
    const why = cause.reason ?? cause.message;
    throw new CertificateError(printable(`${message} (${why})`), cause.code ?? 'UNKNOWN', cause);
  }
}
