import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nkeys } from '@nats-io/transport-node';

type Pair = ReturnType<typeof nkeys.createUser>;

const HEADER = { typ: 'JWT', alg: 'ed25519-nkey' };
const CONNECTION = { subs: -1, data: -1, payload: -1 };
const ACCOUNT = { ...CONNECTION, conn: -1, leaf: -1, imports: -1, exports: -1, wildcards: true };
const JETSTREAM = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };

/** An account of a broker whose users have credentials, as `nsc` would make them: https://docs.nats.io (JWT, version 2). */
export class NatsAccount {
  readonly #folder: string;
  readonly #operator = nkeys.createOperator();
  readonly #account = nkeys.createAccount();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The configuration of a broker that knows it, in a file. */
  get config(): string {
    const system = nkeys.createAccount(); // the broker's own, without which it has no JetStream
    const limits = { ...ACCOUNT, ...JETSTREAM };
    const known = [
      `${system.getPublicKey()}: ${signed(this.#operator, system, { type: 'account', limits: ACCOUNT })}`,
      `${this.#account.getPublicKey()}: ${signed(this.#operator, this.#account, { type: 'account', limits })}`,
    ];
    const file = join(this.#folder, 'operator.conf');
    const lines = [
      `operator: ${signed(this.#operator, this.#operator, { type: 'operator' })}`,
      `system_account: ${system.getPublicKey()}`,
      'resolver: MEMORY',
      `resolver_preload: { ${known.join(', ')} }`,
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  }

  /** A file with the credentials of one more user. */
  user(name: string): string {
    const user = nkeys.createUser();
    const jwt = signed(this.#account, user, { type: 'user', ...CONNECTION });
    const file = join(this.#folder, `${name}.creds`);
    const seed = Buffer.from(user.getSeed()).toString();
    writeFileSync(file, `${block('NATS USER JWT', jwt)}\n${block('USER NKEY SEED', seed)}`);
    return file;
  }
}

/** What the issuer says of a subject. */
function signed(issuer: Pair, subject: Pair, nats: object): string {
  const claims = {
    jti: subject.getPublicKey(),
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    sub: subject.getPublicKey(),
    name: 'test',
    nats: { ...nats, version: 2 },
  };
  const said = `${encoded(JSON.stringify(HEADER))}.${encoded(JSON.stringify(claims))}`;
  return `${said}.${encoded(issuer.sign(Buffer.from(said)))}`;
}

function encoded(data: string | Uint8Array): string {
  return Buffer.from(data).toString('base64url');
}

function block(title: string, text: string): string {
  return `-----BEGIN ${title}-----\n${text}\n------END ${title}------\n`;
}
