/** What the page keeps within bounds. Times are in milliseconds. */

/** Messages that are shown at once: an evening of talk, and few enough for a phone to lay out. Older ones go. */
export const MOST_MESSAGES = 2000;

/**
 * Characters (UTF-16 units) of all that is shown together: sixty of the longest lines, or 2,000 that are much longer than what
 * people type; and 16 MB at the most, which a phone has. Older messages go.
 */
export const MOST_CHARACTERS = 4_000_000;

/** Characters (UTF-16 units) beyond which a message is folded: more than a screenful of a phone. */
export const FOLD_BEYOND = 2000;

/** How much of a folded message is shown. */
export const FOLDED_LENGTH = 600;

/** Lines that are shown of one answer of the server: who is here is listed beside it anyway. */
export const MOST_LINES = 200;

/** Names that are listed, as many as the server tells. */
export const MOST_NAMES = 1000;

/** Characters (code points) in a name: the server learns no longer one. */
export const LONGEST_NAME = 64;

/** Bytes of one message, with its name: what the server takes unless it is told otherwise (`--max-message`). */
export const LONGEST_MESSAGE = 65_536;

/** What was sent last and can be called back by arrow-up. */
export const MOST_RECALLED = 50;

/** Messages of one speaker stand together when no more than this is between them. */
export const GROUP_WITHIN = 5 * 60_000;

/** The first pause before another attempt to connect, and the longest. */
export const RETRY_FIRST = 500;
export const RETRY_MOST = 30_000;

/** A connection that lasted so long was a good one: the next loss begins with the short pause again. */
export const GOOD_AFTER = 5000;

/** An attempt to connect that takes longer is given up. */
export const CONNECT_WITHIN = 10_000;

/** So long without a word from the server, and it is asked for one: a room may well be quiet for a minute. */
export const SILENCE = 60_000;

/** What was heard within this is proof enough of a connection, though the page was away since. */
export const HEARD_LATELY = 5000;

/** What it has for its answer: a slow mobile network takes a few seconds. */
export const ANSWER_WITHIN = 10_000;

/** More messages a second than this are not read aloud one by one: nobody could follow. */
export const READ_ALOUD = 3;

/**
 * What a server keeps of the past comes before its first answer. Where that does not come, it is not waited for longer: an
 * answer takes a second where another server of the room is silent, and a slow mobile network takes a few for the past.
 */
export const PAST_WITHIN = 10_000;
