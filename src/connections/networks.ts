import { BlockList, isIPv6 } from 'node:net';

/** Networks, IPv4 and IPv6 apart: to a list of both, every IPv4 address is an IPv6 address as well, and `::/0` has all of them. */
export class Networks {
  readonly #ipv4 = new BlockList();
  readonly #ipv6 = new BlockList();

  /** @param length of the prefix, in bits. */
  add(address: string, length: number): void {
    if (isIPv6(address)) this.#ipv6.addSubnet(address, length, 'ipv6');
    else this.#ipv4.addSubnet(address, length, 'ipv4');
  }

  has(address: string): boolean {
    return isIPv6(address) ? this.#ipv6.check(address, 'ipv6') : this.#ipv4.check(address, 'ipv4');
  }
}
