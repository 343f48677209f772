let last = 0;

/** A number that no other connection of this process has had. For whoever makes a `Connection`. @category Transports */
export function nextConnectionId(): number {
  last += 1;
  return last;
}
