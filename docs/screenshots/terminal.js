// Makes terminal.png: a real server, the real client in a real terminal of tmux, and others who talk with it.
//
//   npm run build && node docs/screenshots/terminal.js [port]
//
// Needs tmux and Chromium.
// @ts-check
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { terminalPage } from './terminalPage.js';

const COLUMNS = 84;
const ROWS = 17;
const port = process.argv[2] ?? '12345';
const folder = mkdtempSync(join(tmpdir(), 'talk-screenshot-'));
const run = promisify(execFile);

const server = spawn(process.execPath, [inProject('dist/cli.js'), '-p', port], {
  stdio: ['ignore', 'inherit', 'pipe'],
});
try {
  const told = String(await once(server.stderr, 'data'));
  if (!told.includes('listening')) throw new Error(told);
  const alice = await enter('alice');
  const bob = await enter('bob');
  const talk = `'${process.execPath}' '${inProject('dist/talk.js')}' -n carol -p ${port}`;
  await tmux('new-session', '-d', '-x', String(COLUMNS), '-y', String(ROWS), talk);
  await shows('carol>');
  alice('good morning, everybody');
  await shows('everybody');
  await type('good morning alice');
  bob('is the build green again?');
  await shows('again?');
  alice('since last night. carol found it: a promise that nobody waited for');
  await shows('waited for');
  await type('one await, and it has not failed since');
  await type('/who:');
  await shows('bob connected');
  bob('thanks carol! coffee is on me');
  await shows('on me');
  await tmux('send-keys', '-l', 'ten minutes, I only have to');
  await shows('only have to');
  const screen = await tmux('capture-pane', '-p', '-e');
  const [column = 0, row = 0] = (await tmux('display-message', '-p', '#{cursor_x} #{cursor_y}'))
    .split(' ')
    .map(Number);
  await photograph(terminalPage({ title: 'talk -n carol', columns: COLUMNS, screen, column, row }));
} finally {
  await tmux('kill-server').catch(() => undefined);
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

/**
 * Somebody who talks by TCP.
 *
 * @param {string} name
 * @returns {Promise<(text: string) => void>}
 */
async function enter(name) {
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'data');
  socket.write(`${name} says: \n`);
  return (text) => socket.write(`${name} says: ${text}\n`);
}

/** @param {string[]} args */
async function tmux(...args) {
  const { stdout } = await run('tmux', ['-S', join(folder, 'tmux'), '-f', '/dev/null', '-u', ...args]);
  return stdout;
}

/** @param {string} text A line that carol says. */
async function type(text) {
  await tmux('send-keys', '-l', text);
  await tmux('send-keys', 'Enter');
  await shows(text === '/who:' ? 'who is there?' : `carol: ${text}`);
}

/** @param {string} text What the screen is waited for to have. */
async function shows(text) {
  while (!(await tmux('capture-pane', '-p')).includes(text)) await pause(50);
}

/** @param {string} html */
async function photograph(html) {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ deviceScaleFactor: 1.5 });
  await page.setContent(html);
  await page
    .locator('main')
    .screenshot({ path: inProject('docs/screenshots/terminal.png'), omitBackground: true });
  await browser.close();
}

/** @param {string} path */
function inProject(path) {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
