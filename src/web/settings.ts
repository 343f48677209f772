import { hostAddress } from '../connections/settings.ts';
import { OptionError } from '../errors.ts';
import { arrayOf, checkKinds, type Kind, TEXT } from '../kinds.ts';
import { limit, type LimitName, shown } from '../limits.ts';
import { httpOrigin } from '../httpOrigin.ts';

/** What is served over HTTP, where, and how much of it. All of it may be left out. */
export interface WebOptions {
  /**
   * Port of the page with which browsers join the room, and of its WebSocket; 0 takes a free one. Default 8080, 0 to 65535:
   * where servers of pages are that are no system service. Where `metricsPort` alone is given, there is none.
   */
  readonly httpPort?: number | undefined;
  /** The one address, or host name, that it listens at. Default `127.0.0.1`: nobody else's business until you say so. */
  readonly httpHost?: string | undefined;
  /**
   * Origins of other pages that may join (`https://chat.example.org`), or of this one where a proxy stands before it.
   * Default: none but the page's own. What is no browser has no origin, and may come.
   */
  readonly httpOrigins?: readonly string[] | undefined;
  /**
   * Milliseconds from one ping of a browser to the next; who has sent nothing back by then is gone, reason `reset`.
   * Default 30,000, 100 to 2,073,600,000: within the minute in which most of what stands between forgets a connection that
   * is silent.
   */
  readonly httpPing?: number | undefined;
  /**
   * Connections, at each port, of those who are no clients, or not yet; one more, and the one that has been silent for the
   * longest is closed. Default 100, 1 to 1,048,576: pages, pictures of the room, probes and those on their way in, more
   * than an operator and a class need at once. Never more than half of what there may be open files for.
   */
  readonly maxHttp?: number | undefined;
  /**
   * Port of their own for `/metrics` and `/stats`, which then are not where the page is; 0 takes a free one. Default 9464,
   * 0 to 65535: one of those that Prometheus has for what it is to watch. Where it is left out, they are beside the page.
   */
  readonly metricsPort?: number | undefined;
  /** As `httpHost`, for that port. It speaks no TLS. Default `127.0.0.1`. */
  readonly metricsHost?: string | undefined;
  /**
   * Milliseconds that the link to other servers may be down before `/readyz` says so. Default 30,000, 0 to 2,073,600,000:
   * longer than a broker takes to start again; meanwhile its clients stay where they are, and hear each other.
   */
  readonly maxLinkDown?: number | undefined;
}

/** The same with every default filled in, and checked. A port is undefined where nothing is served. */
export interface WebSettings {
  readonly httpPort: number | undefined;
  readonly httpHost: string;
  readonly httpOrigins: ReadonlySet<string>;
  readonly httpPing: number;
  readonly maxHttp: number;
  readonly metricsPort: number | undefined;
  readonly metricsHost: string;
  readonly maxLinkDown: number;
}

const KINDS: Readonly<Record<Exclude<keyof WebOptions, LimitName>, Kind>> = {
  httpHost: TEXT,
  httpOrigins: arrayOf(
    'an array of origins such as https://chat.example.org',
    (entry) => typeof entry === 'string',
  ),
  metricsHost: TEXT,
};

const LOOPBACK = '127.0.0.1';

/** Throws `OptionError` for a value that an option cannot have. */
export function webSettings(options: WebOptions): WebSettings {
  checkKinds(options, KINDS);
  const { httpHost, metricsHost } = options;
  const hasMetrics = options.metricsPort !== undefined;
  const hasPage = options.httpPort !== undefined || !hasMetrics;
  const httpPort = limit('httpPort', options.httpPort);
  const metricsPort = limit('metricsPort', options.metricsPort);
  const settings = {
    httpPort: hasPage ? httpPort : undefined,
    httpHost: addressOf('httpHost', httpHost),
    httpOrigins: new Set((options.httpOrigins ?? []).map(httpOrigin)),
    httpPing: limit('httpPing', options.httpPing),
    maxHttp: limit('maxHttp', options.maxHttp),
    metricsPort: hasMetrics ? metricsPort : undefined,
    metricsHost: addressOf('metricsHost', metricsHost),
    maxLinkDown: limit('maxLinkDown', options.maxLinkDown),
  };
  if (!hasPage && settings.httpOrigins.size > 0) {
    throw new OptionError('httpOrigins are for the page: give httpPort too');
  }
  return settings;
}

/** Left out, it is not all addresses, as with that of the chat. */
function addressOf(name: 'httpHost' | 'metricsHost', host = LOOPBACK): string {
  try {
    return hostAddress(host);
  } catch {
    throw new OptionError(
      `${name} must be an address or a host name, such as ${LOOPBACK}, not ${shown(host)}`,
    );
  }
}
