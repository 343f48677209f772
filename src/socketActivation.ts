/** The first descriptor that is handed over (sd_listen_fds(3), SD_LISTEN_FDS_START). */
const FIRST = 3;

/**
 * The sockets that a service manager has opened for this process, and that clients may be waiting at already: the
 * descriptors that `LISTEN_FDS` counts, where `LISTEN_PID` says that they are for this one. Undefined where there are none.
 */
export function handedOver(
  environment: Readonly<Record<string, string | undefined>>,
  pid: number,
): readonly number[] | undefined {
  const { LISTEN_PID, LISTEN_FDS } = environment;
  const count = /^\d{1,4}$/.test(LISTEN_FDS ?? '') ? Number(LISTEN_FDS) : 0;
  if (Number(LISTEN_PID) !== pid || count < 1) return undefined;
  return Array.from({ length: count }, (_, index) => FIRST + index);
}
