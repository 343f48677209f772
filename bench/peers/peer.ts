import type { ProtocolName } from '../protocols/index.ts';

/** A program that has to be on the machine. */
export interface Tool {
  readonly command: string;
  /** The Debian package that it comes with. */
  readonly debian: string;
}

/** A server that talk-server is measured beside. */
export interface Peer {
  /** What the command line and the tables call it. */
  readonly name: string;
  readonly about: string;
  readonly protocol: ProtocolName;
  /** Left out where nothing but Node.js is needed. */
  readonly tool?: Tool;
  /** How many clients it can have at once, where there is a limit. */
  readonly mostClients?: number;
  version(): Promise<string>;
  /** Makes what it needs, such as an executable. Once, before its first command. */
  prepare?(): Promise<void>;
  /** How it is started so that it listens on this port of 127.0.0.1. */
  command(port: number): readonly string[];
}
