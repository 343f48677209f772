/** Clients in a process of their own: gets a role by IPC, plays it, and answers. Ends with whoever started it. */
import { Cues } from './cues.ts';
import { type Role, ROLES } from './roles.ts';

/** What clients tell. */
export type Told =
  | { readonly kind: 'step'; readonly step: string; readonly value: number }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly message: string };

interface Part {
  readonly role: Role;
  readonly port: number;
  readonly args: never; // of this very role: startLoad.ts sees to it
}

process.on('disconnect', () => process.exit());
process.once('message', ({ role, port, args }: Part) => {
  const cues = new Cues((step, value) => tell({ kind: 'step', step, value }));
  process.on('message', ({ name, value }: { name: string; value: number }) => cues.give(name, value));
  ROLES[role](port, args, cues).then(
    (result) => tell({ kind: 'result', result }),
    (error: unknown) =>
      tell({ kind: 'error', message: error instanceof Error ? error.message : String(error) }),
  );
});

function tell(told: Told): void {
  process.send?.(told);
}
