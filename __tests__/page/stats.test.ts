import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { findingsOf, hasBrowser, startBrowser } from '../support/browser.ts';
import { type OperatedServer, operatedServer, RouteServer } from '../support/operationsServer.ts';
import { TcpClient } from '../support/tcpClient.ts';

/** The picture of the room, in a real browser, of a real chat. */
const withBrowser = hasBrowser ? describe : describe.skip;

withBrowser('the picture of the room', () => {
  let browser: Browser;
  let server: OperatedServer;
  let routes: RouteServer;
  let backlog = 0;
  const clients: TcpClient[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
    server = await operatedServer(() => ({ total: backlog, largest: backlog }));
    routes = await RouteServer.start(server.routes);
    for (let count = 0; count < 3; count++) clients.push(await TcpClient.join(server.port));
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map(async (context) => await context.close()));
  });
  afterAll(async () => {
    for (const client of clients) client.leave();
    routes.close();
    server.close();
    await browser.close();
  });

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    complaints.length = 0;
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${routes.url}/stats`);
    return page;
  }

  async function isIn(page: Page, state: string): Promise<void> {
    await page.locator('#state', { hasText: state }).waitFor();
  }

  function card(page: Page, title: string): ReturnType<Page['locator']> {
    return page.locator('.card').filter({ has: page.getByRole('heading', { name: title }) });
  }

  async function row(page: Page, title: string): Promise<string[]> {
    return await page.getByRole('row').filter({ hasText: title }).getByRole('cell').allTextContents();
  }

  test('shows what happens, as a chart, in words and in a table', async () => {
    const page = await open();
    await card(page, 'Slowest backlog').locator('.value', { hasText: /^0 B$/ }).waitFor();
    await isIn(page, 'Live');
    backlog = 3 * 1024 * 1024;
    clients[0]?.say('alice says: hello\n');
    await clients[1]?.gets('alice says: hello\n');
    await card(page, 'Slowest backlog').locator('.value', { hasText: '3 MiB' }).waitFor();
    await card(page, 'Clients').locator('.value', { hasText: /^3$/ }).waitFor();
    await card(page, 'Deliveries a second')
      .locator('.range', { hasText: /^0 to [\d.]*[1-9]/ })
      .waitFor();
    expect(await row(page, 'Slowest backlog')).toEqual(['3 MiB', '0 B', '3 MiB']);
    const chart = card(page, 'Slowest backlog').getByRole('img');
    expect(await chart.getAttribute('aria-label')).toBe(
      'Slowest backlog: 3 MiB now, 0 B to 3 MiB in the last five minutes',
    );
    expect(await card(page, 'Slowest backlog').locator('.axis-y').textContent()).toBe('4 MiB0');
    // The last second is at the right, at three of four.
    expect(await chart.locator('.line').getAttribute('d')).toMatch(/^M.*L300 25$/);
    const fanOut = await card(page, 'Fan-out, p99').locator('.range').textContent();
    expect(fanOut).toMatch(/^[\d.]+ (µs|ms) to [\d.]+ (µs|ms)$/);
    expect(complaints).toEqual([]);
  });

  test('is whole when it is opened', async () => {
    const page = await open();
    await isIn(page, 'Live');
    expect(await row(page, 'Slowest backlog')).toEqual([expect.any(String), '0 B', '3 MiB']);
  });

  test('stands still while it is paused, and goes on with all that came meanwhile', async () => {
    const page = await open();
    await isIn(page, 'Live');
    await page.getByRole('button', { name: 'Pause' }).click();
    await isIn(page, 'Paused');
    expect(await page.getByRole('button', { name: 'Pause' }).getAttribute('aria-pressed')).toBe('true');
    backlog = 5 * 1024 * 1024;
    const other = await open();
    await card(other, 'Slowest backlog').locator('.value', { hasText: '5 MiB' }).waitFor();
    expect(await card(page, 'Slowest backlog').locator('.value').textContent()).toBe('3 MiB');
    await page.getByRole('button', { name: 'Pause' }).click();
    await card(page, 'Slowest backlog').locator('.value', { hasText: '5 MiB' }).waitFor();
    await isIn(page, 'Live');
  });

  test('says that the server is gone, and goes on when it is there again', async () => {
    const page = await open();
    await isIn(page, 'Live');
    const { port } = new URL(routes.url);
    routes.close();
    await isIn(page, 'Server gone, trying again');
    routes = await RouteServer.start(server.routes, Number(port));
    await isIn(page, 'Live');
    expect(await row(page, 'Slowest backlog')).toEqual([expect.any(String), '0 B', '5 MiB']);
  });

  const PHONE = { width: 360, height: 740 };
  const DESKTOP = { width: 1280, height: 800 };
  test.each([PHONE, DESKTOP])('axe finds nothing, light or dark: %j', async (viewport) => {
    const page = await open({ viewport });
    await isIn(page, 'Live');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, ...(await findingsOf(page))]).toEqual([colorScheme]);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
    expect(complaints).toEqual([]);
  });
});
