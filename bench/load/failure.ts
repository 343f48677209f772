/** Why a peer could not do what a workload asks of it, in the words of the table. */
export class Failure extends Error {
  override readonly name = 'Failure';
}
