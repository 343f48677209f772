/** What whoever is not let in is told by the server, before it closes: there are as many clients as there may be. */
export const SERVER_FULL = 'Server full\n';

/** The same, where there are as many from the client's own address as there may be. */
export const ADDRESS_FULL = 'Too many connections from your address\n';
