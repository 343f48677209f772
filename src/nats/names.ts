import { OptionError } from '../errors.ts';
import { shown } from '../limits.ts';

/** What rooms and nodes may be called: their names are parts of subjects, and of the journal's name. */
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** A name as close to this text, such as that of a machine, as a name can be. */
export function nameFrom(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, 64) || 'node';
}

const SCHEME = /^(nats|tls):\/\//;

/** Throws `OptionError` for what is no address of a broker. */
export function brokerAddress(address: string): string {
  const whole = SCHEME.test(address) ? address : `nats://${address}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url === undefined || url.hostname === '' || url.pathname.length > 1 || url.search !== '') {
    throw new OptionError(`a broker must be an address such as nats://host:4222, not ${shown(address)}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new OptionError('a broker must be an address without user and password: give those apart');
  }
  return whole;
}

/** Throws `OptionError` for what no room, or no node, can be called. */
export function roomName(option: 'room' | 'node', name: string): string {
  if (NAME.test(name)) return name;
  throw new OptionError(`${option} must be 1 to 64 letters, digits, - and _, not ${shown(name)}`);
}
