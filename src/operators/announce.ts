import { map, type OperatorFunction } from 'rxjs';
import type { Announced } from '../events.ts';
import { textOf } from '../parseMessage.ts';

/** What the program itself says, before anybody received it. @category Backplanes */
export type Announcement = Omit<Announced, 'receivers' | 'clients'>;

/** Makes what the embedding program says a message without a speaker: bytes as given, text as UTF-8. */
export function announce(): OperatorFunction<string | Uint8Array, Announcement> {
  return map((words) => {
    const bytes = Buffer.from(words);
    return { type: 'announced', bytes, text: textOf(bytes, 0) };
  });
}
