import { isIP } from 'node:net';

/**
 * Whether a page of this origin may join: one that is served here, under whatever name this is called, and those that are
 * named. Who has no origin is no browser.
 */
export function mayJoin(
  origin: string | undefined,
  host: string | undefined,
  allowed: ReadonlySet<string>,
): boolean {
  if (origin === undefined || allowed.has(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host: ownHost } = new URL(origin);
  return ownHost !== '' && ownHost === urlOf(host, protocol)?.host;
}

/**
 * Whether a request that came over the loopback was meant for another machine: then a name of somebody else's was made to
 * point here, so that a page of theirs can ask in the name of whoever looks at it (DNS rebinding). An address, `localhost`
 * and the names of allowed origins cannot be made so.
 */
export function isStranger(host: string | undefined, allowed: ReadonlySet<string>): boolean {
  if (host === undefined) return false; // every browser says it
  const hostname = urlOf(host, 'http:')?.hostname.replace(/\.$/, '');
  if (hostname === undefined) return true;
  const isHere = isIP(hostname.replace(/^\[(.*)\]$/, '$1')) > 0 || /(^|\.)localhost$/.test(hostname);
  return !isHere && ![...allowed].some((origin) => new URL(origin).hostname === hostname);
}

/** A host header as the URL that a browser would have for it; the port that a scheme has anyway is left out. */
function urlOf(host: string | undefined, protocol: string): URL | undefined {
  if (host === undefined || !/^[^\s/?#@\\]+$/.test(host) || !URL.canParse(`${protocol}//${host}`))
    return undefined;
  return new URL(`${protocol}//${host}`);
}

/** Whether an address is one that only this machine itself can reach. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
