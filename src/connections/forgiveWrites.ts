import { Socket } from 'node:net';

type Done = (error?: Error | null) => void;

/** Called as they are, not bound to each socket: a call that is the same for all sockets can be compiled into its caller. */
// eslint-disable-next-line @typescript-eslint/unbound-method -- each call says which socket it is for
const { _write: write, _writev: writeMany } = Socket.prototype;

/**
 * Keeps a socket readable when a write to it fails. A failed write says that the client is gone, not that all it said
 * has been read; but Node then closes the socket at once, and what the kernel has received is lost. Here the failure is
 * remembered, further writes are dropped, and reading goes on to its own end. For the life of the socket.
 *
 * @param tellFailure is called once, when a write has failed.
 * @returns tells what the first failed write failed with, if one did.
 */
export function forgiveWrites(socket: Socket, tellFailure: () => void): () => Error | undefined {
  let failure: Error | undefined;
  let known: Done | undefined;
  let forgivingKnown: Done = () => undefined;

  /** A stream has one callback for all of its writes, so this makes one, and not one a write. */
  function forgiving(done: Done): Done {
    if (done !== known) {
      known = done;
      forgivingKnown = (error) => {
        // What is given up because the socket is destroyed on this side says nothing about the client.
        if (!socket.destroyed && failure === undefined) {
          failure = error ?? undefined;
          if (failure !== undefined) tellFailure();
        }
        done();
      };
    }
    return forgivingKnown;
  }

  socket._write = (chunk, encoding, done) => {
    if (failure === undefined) write.call(socket, chunk, encoding, forgiving(done));
    else done();
  };
  if (writeMany !== undefined) {
    socket._writev = (chunks, done) => {
      if (failure === undefined) writeMany.call(socket, chunks, forgiving(done));
      else done();
    };
  }
  return () => failure;
}
