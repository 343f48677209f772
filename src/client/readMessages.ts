import { map, type OperatorFunction } from 'rxjs';
import { endOfText, parseMessage } from '../parseMessage.ts';
import type { ClientMessage } from './clientEvents.ts';
import type { WhoAnswers } from './whoAnswers.ts';

/** Reads the messages of one connection, from its first on: which of them the server says itself, and who says the others. */
export function readMessages(answers: WhoAnswers): OperatorFunction<Buffer, ClientMessage> {
  return map((bytes, index) => {
    const { name, textStart } = parseMessage(bytes);
    const text = bytes.toString('utf8', textStart, endOfText(bytes, textStart));
    if (name === undefined && index === 0) return { kind: 'greeting', bytes, text };
    if (name === undefined && answers.isAnswer(text)) return { kind: 'who', bytes, text };
    return { kind: 'said', bytes, name, text };
  });
}
