import { ConnectionLost } from '../errors.ts';
import { clientsForOpenFiles } from '../openFiles.ts';
import { ADDRESS_FULL, SERVER_FULL } from '../turnedAway.ts';
import type { TcpSettings } from './settings.ts';

/** Why somebody is not let in, and what it is told: nothing, where even that would be more than it should get. */
export interface Refusal {
  readonly lost: ConnectionLost;
  readonly words: string;
}

type DoorSettings = Pick<TcpSettings, 'maxClients' | 'maxClientsPerIp' | 'allow' | 'deny'>;

/**
 * Who may come in, decided as soon as a connection is accepted, when it has cost nothing yet. For all that one server
 * listens on.
 */
export class Door {
  readonly #settings: DoorSettings;
  #maxClients: number;
  #inside = 0;
  /** How many there are from each address, where that is limited. */
  readonly #perAddress = new Map<string, number>();

  constructor(settings: DoorSettings) {
    this.#settings = settings;
    this.#maxClients = settings.maxClients;
  }

  /** Leaves files for so many connections that are no clients. */
  leaveRoomFor(visitors: number): void {
    this.#maxClients = Math.min(this.#maxClients, clientsForOpenFiles(visitors));
  }

  /**
   * Undefined where somebody from this address comes in, who then is to `leave`, or why not.
   *
   * @param address an IP address; undefined for a Unix-domain socket, whose file says who may connect.
   */
  enter(address: string | undefined): Refusal | undefined {
    const refusal = this.#refusal(address);
    if (refusal === undefined) {
      this.#inside += 1;
      this.#count(address, 1);
    }
    return refusal;
  }

  leave(address: string | undefined): void {
    this.#inside -= 1;
    this.#count(address, -1);
  }

  /** Whether somebody from this address is allowed to connect at all. */
  mayCome(address: string): boolean {
    const { allow, deny } = this.#settings;
    const [plain = address] = address.split('%'); // without the interface of a link-local address
    return !deny.has(plain) && (allow?.has(plain) ?? true);
  }

  #refusal(address: string | undefined): Refusal | undefined {
    const { maxClientsPerIp } = this.#settings;
    const maxClients = this.#maxClients;
    if (address !== undefined && !this.mayCome(address)) {
      return refuse('refused', `${address} is not allowed to connect`, '');
    }
    if (this.#inside >= maxClients) {
      return refuse('full', `there are ${maxClients} clients already`, SERVER_FULL);
    }
    if (address !== undefined && maxClientsPerIp > 0 && this.#from(address) >= maxClientsPerIp) {
      const why = `there are ${maxClientsPerIp} clients from ${address} already`;
      return refuse('full', why, ADDRESS_FULL);
    }
    return undefined;
  }

  #from(address: string): number {
    return this.#perAddress.get(address) ?? 0;
  }

  #count(address: string | undefined, change: 1 | -1): void {
    if (address === undefined || this.#settings.maxClientsPerIp === 0) return;
    const count = this.#from(address) + change;
    if (count > 0) this.#perAddress.set(address, count);
    else this.#perAddress.delete(address);
  }
}

function refuse(reason: 'refused' | 'full', why: string, words: string): Refusal {
  return { lost: new ConnectionLost(reason, why), words };
}
