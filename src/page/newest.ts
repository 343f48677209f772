import { MOST_CHARACTERS, MOST_MESSAGES } from './limits.ts';

/** Of so many messages, the newest that can be shown together, and the last one in any case. */
export function newest<Message>(
  messages: readonly Message[],
  lengthOf: (message: Message) => number,
): Message[] {
  let start = messages.length;
  for (let characters = 0; start > 0 && messages.length - start < MOST_MESSAGES; start--) {
    const message = messages[start - 1];
    if (message !== undefined) characters += lengthOf(message);
    if (characters > MOST_CHARACTERS && start < messages.length) break;
  }
  return messages.slice(start);
}
