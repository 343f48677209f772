import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/**
 * The pictures of the page in README: starts the program, has a few people talk, and takes a picture of what alice sees.
 * Needs Chromium, at `$CHROMIUM` or /usr/bin/chromium.
 */

const ROOT = new URL('../../', import.meta.url);
const FOLDER = fileURLToPath(new URL('./', import.meta.url));

/** @type {readonly (readonly [speaker: string, text: string])[]} */
const CONVERSATION = [
  ['bob', 'Morning! Is the garden meeting still at six?'],
  ['alice', 'It is. Mary has the key to the shed this time.'],
  ['mary', 'I have! And I bring the seedlings: tomatoes, two kinds of basil, and a mystery pot 🌱'],
  ['mary', 'It had a label once.'],
  ['bob', 'Mystery pots are the best ones 😄'],
  ['alice', 'Mint. It is always mint.'],
  ['Inès', 'Hello from the train! I will be there at a quarter past, please start without me'],
  ['bob', 'No hurry. alice, do you remember how deep the beds were?'],
  ['alice', '30 cm, and the long one 40'],
  ['alice', 'Here is the plan: https://example.org/raised-beds#soil'],
  ['نور', 'صباح الخير! سأحضر الشاي ☕'],
  ['mary', 'Tea! Now it is a proper meeting'],
  ['mary', 'See you all at six'],
];

const server = spawn(
  process.execPath,
  [fileURLToPath(new URL('dist/cli.js', ROOT)), '--host', '127.0.0.1', '-p', '0', '--http', '0'],
  { stdio: ['ignore', 'ignore', 'pipe'] },
);
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const { port, url } = await places();
  await picture('desktop', port, url, { width: 1100, height: 760 }, 'light');
  await picture('desktop-dark', port, url, { width: 1100, height: 760 }, 'dark');
  await picture('phone', port, url, { width: 390, height: 780 }, 'light');
  await picture('phone-dark', port, url, { width: 390, height: 780 }, 'dark');
} finally {
  await browser.close();
  server.kill();
}

/** Where the program listens, as it says itself. */
async function places() {
  let port = 0;
  for await (const line of createInterface({ input: server.stderr })) {
    port = Number(/listening on .*:(\d+)$/.exec(line)?.[1] ?? port);
    const url = /page on (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { port, url };
  }
  throw new Error('The program ended before it listened: run `npm run build` first.');
}

/**
 * @param {string} file
 * @param {number} port
 * @param {string} url
 * @param {{ width: number, height: number }} viewport
 * @param {'light' | 'dark'} colorScheme
 */
async function picture(file, port, url, viewport, colorScheme) {
  const context = await browser.newContext({
    viewport,
    colorScheme,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel('Your name').fill('alice');
  await page.keyboard.press('Enter');
  await page.locator('#people .you').waitFor({ state: 'attached' });

  /** @type {Map<string, import('node:net').Socket>} */
  const others = new Map();
  for (const [speaker, text] of CONVERSATION) {
    const before = await page.locator('.message').count();
    if (speaker === 'alice') {
      await page.getByLabel('Message', { exact: true }).fill(text);
      await page.keyboard.press('Enter');
    } else {
      const socket = others.get(speaker) ?? (await join(port));
      others.set(speaker, socket);
      socket.write(`${speaker} says: ${text}\n`);
    }
    await page.locator('.message').nth(before).waitFor();
  }
  await page.locator('#people li').nth(others.size).waitFor({ state: 'attached' });
  await page.locator('#people').getByText('no name yet').waitFor({ state: 'detached' });
  await page.screenshot({ path: `${FOLDER}${file}.png` });
  for (const socket of others.values()) socket.destroy();
  await context.close();
}

/** @param {number} port */
async function join(port) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'data'); // the greeting
  return socket;
}
