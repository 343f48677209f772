import { askWho } from '../askWho.ts';
import { becomes } from '../wait.ts';
import { joinMany, type Member } from './member.ts';
import { allComes } from './progress.ts';

/** Milliseconds in which a visitor is out of the roster, however slow the machine is. */
const GONE_WITHIN = 30_000;

/**
 * Two visitors speak to a room in which nobody else does. The first is reset in the middle of a line: what everybody has
 * heard by then stays, and of what it says right before its end, which may be lost on the way, a beginning may come. The
 * second ends its side right behind its words, all of which come.
 */
export async function visits(port: number, members: readonly Member[], number: number): Promise<string[]> {
  const heard = members.map((member) => {
    const chunks: Buffer[] = [];
    member.take = (bytes) => chunks.push(Buffer.from(bytes));
    return chunks;
  });
  const texts = (): string[] => heard.map((chunks) => Buffer.concat(chunks).toString('latin1'));
  const allHear = (isSo: (text: string) => boolean): Promise<boolean> =>
    allComes(
      () => texts().every(isSo),
      () => members.reduce((sum, { received }) => sum + received, 0),
    );
  const isAlone = (): Promise<boolean> =>
    becomes(async () => (await askWho(port)) === members.length + 1, GONE_WITHIN);

  const certain = `trudy says: ${number}\nand half of`;
  const uncertain = ' what she wants to say';
  const [reset] = await joinMany(port, 1);
  reset?.socket.write(certain);
  await allHear((text) => text === certain);
  reset?.socket.write(uncertain, () => reset.socket.resetAndDestroy());
  const isResetGone = await isAlone();

  const last = `victor says: ${number}, and good-bye\n`;
  const [leaver] = await joinMany(port, 1);
  leaver?.socket.end(last);
  await allHear((text) => text.endsWith(last));
  const isLeaverGone = await isAlone();

  const [first = '', ...others] = texts();
  const isRight =
    first.endsWith(last) &&
    first.startsWith(certain) &&
    (certain + uncertain).startsWith(first.slice(0, -last.length)) &&
    others.every((text) => text === first);
  return [
    ...(isResetGone && isLeaverGone ? [] : ['a visitor is still in the roster']),
    ...(isRight ? [] : [`not everybody heard the visitors of round ${number}: ${JSON.stringify(first)}`]),
  ];
}
