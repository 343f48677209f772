import type { Protocol } from './protocol.ts';

/** What a server of the assignment says first. */
export const GREETING = 'Thank you for connecting';

/** The assignment's: a greeting, then the bytes that are said, and nothing around them. */
export const raw: Protocol = {
  handshake: [{ until: GREETING }],
  said: (message) => message,
  deliveredSize: (message) => message.length,
};

/** The same from a server that does not greet. */
export const ungreeted: Protocol = { ...raw, handshake: [] };
