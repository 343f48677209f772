import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { endPrograms, PROJECT } from '../support/bin.ts';
import { PageServer } from '../support/pageServer.ts';
import { DESKTOP, PHONE, Tab } from '../support/tab.ts';
import { toolsHere, whereIs } from '../support/tools.ts';

/** The page as it is used: in Chromium, served by the real program. */

const withChromium = toolsHere('chromium').length > 0 ? describe : describe.skip;
const AXE = readFileSync(`${PROJECT}/node_modules/axe-core/axe.min.js`, 'utf8');

/** What axe-core has against a page as it is now. */
async function axeOn({ page }: Tab): Promise<unknown> {
  await page.evaluate(AXE);
  return await page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
  );
}

/** However slow the machine is: a long line comes in several reads, and otherwise its end is waited for 100 ms alone. */
const WHOLE_LINES = ['--framing', 'line'];

withChromium('the page', () => {
  let browser: Browser;
  /** The room of all tests that need none of their own. */
  let server: PageServer;

  beforeAll(async () => {
    server = await PageServer.start();
    browser = await chromium.launch({ executablePath: whereIs('chromium') ?? '', args: ['--no-sandbox'] });
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    server.clear();
  });
  afterAll(async () => {
    await browser.close();
    endPrograms();
  });

  test('two tabs and a TCP client are in one conversation', async () => {
    const carol = await server.join();
    const alice = await Tab.join(browser, server.url, 'alice', { viewport: PHONE });
    const bob = await Tab.join(browser, server.url, 'bob');

    await alice.say('hello, all');
    await carol.gets('alice says: hello, all\n');
    await bob.hears('alice', 'hello, all');
    await bob.say('hi alice');
    await carol.gets('bob says: hi alice\n');
    await alice.hears('bob', 'hi alice');
    carol.say('carol says: over TCP');
    carol.say('\nno name');
    await alice.hears('no name', 'no name');
    await bob.hears('no name', 'no name');

    const conversation = [
      ['alice', 'hello, all'],
      ['bob', 'hi alice'],
      ['carol', 'over TCP'],
      ['no name', 'no name'],
    ];
    expect(await alice.messages()).toEqual(conversation);
    expect(await bob.messages()).toEqual(conversation);
    expect(await alice.page.locator('.told').allInnerTexts()).toEqual(['Server:\nThank you for connecting']);
    expect(await alice.page.locator('.own').count()).toBe(1);
    expect(await alice.page.locator('.mention').innerText()).toContain('hi alice');
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });

  test('text is text: markup, controls, and what is not UTF-8', async () => {
    const alice = await Tab.join(browser, server.url, 'alice');
    const carol = await server.join();
    const evil = [
      '<img src=x onerror=alert(1)>',
      '<b>bold</b><script>alert(2)</script>',
      '&lt;i&gt; \u202etxt.exe\u0007',
    ];
    for (const text of evil) carol.say(`eve <i>x</i> says: ${text}\n`);
    carol.say(Buffer.from('eve <i>x</i> says: \xff\xfe\n', 'latin1'));
    await alice.hears('eve <i>x</i>', '\ufffd\ufffd');
    expect((await alice.messages()).map(([name, text]) => `${name}: ${text}`)).toEqual([
      'eve <i>x</i>: <img src=x onerror=alert(1)>',
      'eve <i>x</i>: <b>bold</b><script>alert(2)</script>',
      'eve <i>x</i>: &lt;i&gt; \\u202etxt.exe\\u0007',
      'eve <i>x</i>: \ufffd\ufffd',
    ]);
    await alice.sees('alice', 'eve <i>x</i>');
    expect(await alice.page.locator('#entries :is(img, b, i, script), #people i').count()).toBe(0);

    carol.say('eve says: see https://example.org/?a=<b>&c, javascript:alert(3)\n');
    await alice.hears('eve', 'see https://example.org/?a=<b>&c, javascript:alert(3)');
    const link = alice.page.locator('#entries a');
    expect(await link.getAttribute('href')).toBe('https://example.org/?a=');
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(alice.complaints).toEqual([]);
  });

  test('the roster is live', async () => {
    const alice = await Tab.join(browser, server.url, 'alice');
    await alice.page.getByText('Nobody else is here yet.').waitFor();
    const carol = await server.join();
    await alice.sees('alice', 'no name yet');
    expect(await alice.page.locator('#more').isVisible()).toBe(false);
    carol.say('carol says: hi\n');
    await alice.sees('alice', 'carol');
    const bob = await Tab.join(browser, server.url, 'bob', { viewport: PHONE });
    await bob.sees('bob', 'alice', 'carol');
    await alice.sees('alice', 'carol', 'bob');

    await bob.page.getByRole('button', { name: 'Change your name: bob' }).click();
    await bob.enter('Robert');
    await alice.sees('alice', 'carol', 'Robert');
    carol.leave();
    await alice.sees('alice', 'Robert');
    await bob.close();
    await alice.sees('alice');
    expect(await alice.page.locator('h2 .count').innerText()).toBe('1');
    expect(await alice.messages()).toEqual([['carol', 'hi']]);
  });

  test('/who: is answered, and shown apart', async () => {
    const carol = await server.join();
    const alice = await Tab.join(browser, server.url, 'alice');
    await alice.sees('alice', 'no name yet');
    await alice.say('/who:');
    const answer = alice.page.locator('.told.list .line');
    await answer.nth(2).waitFor();
    expect(await answer.allTextContents()).toEqual([
      '2 clients connected.',
      `<unknown> connected from ${carol.address}.`,
      expect.stringMatching(/^alice connected from 127\.0\.0\.1, \d+\.$/),
    ]);
    expect(await alice.messages()).toEqual([]);
    carol.say('carol says: hi\n');
    await alice.hears('carol', 'hi');
    expect(carol.received.toString()).toBe('');
  });

  test('of a long answer, the first 200 lines are shown', async () => {
    for (let each = 0; each < 205; each++) await server.join();
    const alice = await Tab.join(browser, server.url, 'alice');
    await alice.page.locator('h2 .count').getByText('206').waitFor();
    await alice.say('/who:');
    await alice.page.getByText('… and 7 more lines.').waitFor();
    expect(await alice.page.locator('.told.list .line').count()).toBe(201);
    expect(await alice.people()).toHaveLength(206);
  });

  test('several lines are several messages; what was sent is called back, and Escape takes nothing for good', async () => {
    const carol = await server.join();
    const alice = await Tab.join(browser, server.url, 'alice');
    const { page } = alice;
    for (const line of ['one', 'two']) {
      await page.keyboard.type(line);
      await page.keyboard.press('Shift+Enter');
    }
    await page.keyboard.press('Enter');
    await carol.gets('alice says: one\nalice says: two\n');
    expect(await alice.draft()).toBe('');
    await page.keyboard.press('ArrowUp');
    expect(await alice.draft()).toBe('one\ntwo\n');
    await page.keyboard.press('ArrowDown');
    expect(await alice.draft()).toBe('');
    await page.keyboard.type('a thought');
    await page.keyboard.press('Escape');
    expect(await alice.draft()).toBe('');
    await page.keyboard.press('ArrowUp');
    expect(await alice.draft()).toBe('a thought');
    await page.reload();
    expect(await alice.draft()).toBe('a thought');
    expect(await page.getByRole('textbox', { name: 'Your name' }).inputValue()).toBe('alice');
  });

  test('a name that cannot be is not taken, and it is said why', async () => {
    const { page } = await Tab.open(browser, server.url);
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Your name' }).fill('Simon says');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').innerText()).toContain('Take a name without “ says” in it');
    expect(await page.locator('#name').getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('textbox', { name: 'Your name' }).fill('Simon');
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByText('Connected', { exact: true }).waitFor();
  });

  test('a browser that remembers nothing is no reason not to talk', async () => {
    const alice = await Tab.open(browser, server.url, { colorScheme: 'light' });
    await alice.page.addInitScript(`for (const store of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, store, { get: () => { throw new Error('denied'); } });`);
    await alice.page.reload();
    await alice.enter('alice');
    const carol = await server.join();
    await alice.say('hello');
    await carol.gets('alice says: hello\n');
    await alice.page.getByRole('button', { name: 'Dark theme' }).click();
    expect(await alice.page.locator('html').getAttribute('data-theme')).toBe('dark');
    await alice.page.getByRole('button', { name: 'Dark theme' }).click();
    expect(await alice.page.locator('html').getAttribute('data-theme')).toBe('light');
    expect(alice.complaints).toEqual([]);
  });

  test('a server that stops and comes back is joined again, and nothing that was written is lost', async () => {
    const own = await PageServer.start(0, '--history', '10');
    const alice = await Tab.join(browser, own.url, 'alice');
    await alice.say('before');
    await alice.write('a draft');
    own.program.kill('SIGTERM');
    await alice.page.getByText('The server has stopped.').first().waitFor();
    expect((await own.program.ends()).code).toBe(0);
    await alice.page.keyboard.press('Enter');
    expect(await alice.draft()).toBe('a draft');
    await alice.page.getByText('what you write stays here').first().waitFor();
    await alice.page.getByText(/^Reconnecting in \d+ s\.$/).waitFor();
    expect(await axeOn(alice)).toEqual([]);

    const again = await PageServer.start(new URL(own.url).port, '--history', '10');
    const carol = await again.join();
    await alice.page.getByText(/^Connected again\. You may have missed messages since/).waitFor();
    expect(await alice.page.locator('#trouble').isVisible()).toBe(false);
    await alice.sees('alice', 'no name yet');
    await alice.page.keyboard.press('Enter');
    await carol.gets('alice says: a draft\n');
    await alice.hears('alice', 'a draft');
    expect(await alice.messages()).toEqual([
      ['alice', 'before'],
      ['alice', 'a draft'],
    ]);
  });

  test('after a gap, the history is shown as far as it is not known yet, however slow the network', async () => {
    const own = await PageServer.start(0, '--history', '10');
    const carol = await own.join();
    carol.say('carol says: zero\n');
    const alice = await Tab.open(browser, own.url);
    let cut: (() => void) | undefined;
    await alice.page.routeWebSocket(/\/chat$/, (page) => {
      const behind = page.connectToServer();
      behind.onMessage((message) => setTimeout(() => page.send(message), 400)); // a slow network
      cut = () => {
        void behind.close();
        void page.close();
      };
    });
    await alice.page.reload();
    await alice.enter('alice');
    await alice.hears('carol', 'zero');
    carol.say('carol says: one\n');
    await alice.hears('carol', 'one');
    await alice.say('two');
    await carol.gets('alice says: two\n');
    cut?.();
    await alice.page.getByText('The connection was lost.').first().waitFor();
    carol.say('carol says: three\n');
    await alice.hears('carol', 'three');
    expect(await alice.messages()).toEqual([
      ['carol', 'zero'],
      ['carol', 'one'],
      ['alice', 'two'],
      ['carol', 'three'],
    ]);
    expect(await alice.page.locator('.note').allInnerTexts()).toEqual(['Connected again.']);
    expect(await alice.page.locator('.group').first().innerText()).toContain('earlier');
  });

  test('a full server says so, and is tried at once where the network comes back', async () => {
    const own = await PageServer.start(0, '--max-clients', '1', '-v');
    await own.join();
    const { page } = await Tab.open(browser, own.url);
    await page.clock.install();
    await page.getByRole('textbox', { name: 'Your name' }).fill('alice');
    await page.keyboard.press('Enter');
    await page.locator('#trouble').getByText('it may be full').waitFor();
    expect(await page.locator('#state').innerText()).toBe('Offline');
    await page.clock.pauseAt(Date.now() + 600_000);
    await page
      .locator('#trouble')
      .getByText(/Reconnecting in/)
      .waitFor();
    own.clear();
    await own.program.prints('stdout', /"event":"left".*"clients":0/);
    await page.evaluate('window.dispatchEvent(new Event("online"))');
    await page.getByText('Connected', { exact: true }).waitFor();
  });

  test('a message that is longer than the server takes is given back', async () => {
    const own = await PageServer.start(0, '--max-message', '1k');
    const alice = await Tab.join(browser, own.url, 'alice');
    await alice.say('long '.repeat(400));
    await alice.page.locator('#trouble').getByText('longer than this server takes').waitFor();
    expect(await alice.draft()).toBe('long '.repeat(400));
  });

  test('a connection that is dead, though nobody closed it, is noticed', async () => {
    const own = await PageServer.start();
    const { page } = await Tab.open(browser, own.url);
    await page.clock.install();
    await page.getByRole('textbox', { name: 'Your name' }).fill('alice');
    await page.keyboard.press('Enter');
    await page.locator('#people .you').waitFor();
    own.program.kill('SIGSTOP');
    await page.clock.fastForward(66_000);
    await page.clock.fastForward(16_000);
    await page.getByText('The connection was lost.').first().waitFor();
    own.program.kill('SIGCONT');
    await page.getByRole('button', { name: 'Try now' }).click();
    await page
      .getByText(/^Connected again/)
      .first()
      .waitFor({ state: 'attached' });
    expect(await page.locator('#trouble').isVisible()).toBe(false);
  });

  describe('the transcript', () => {
    test('keeps its place while others talk, and older messages go', async () => {
      const alice = await Tab.join(browser, server.url, 'alice', { viewport: PHONE });
      const carol = await server.join();
      const talk = (from: number, to: number): void => {
        for (let each = from; each < to; each++) carol.say(`carol says: message ${each}\n`);
      };
      talk(0, 1990);
      await alice.hears('carol', 'message 1989');
      const place = alice.page.getByText('message 1500', { exact: true });
      await place.scrollIntoViewIfNeeded();
      await alice.page.locator('#jump').getByText('Newest').waitFor();
      const before = await place.boundingBox();
      talk(1990, 2290);
      await alice.page.getByRole('button', { name: '300 new' }).waitFor();
      expect((await place.boundingBox())?.y).toBeCloseTo(before?.y ?? NaN, 0);
      expect((await alice.messages()).length).toBeLessThanOrEqual(2000);

      await alice.page.getByRole('button', { name: '300 new' }).click();
      expect(await alice.page.getByText('message 2289', { exact: true }).boundingBox()).toMatchObject({
        y: expect.any(Number),
      });
      await alice.page.locator('#jump').waitFor({ state: 'hidden' });
      const news = alice.page.locator('.new + .group .text').first();
      expect(await news.innerText()).toBe('message 1990');
      expect(await alice.focus()).toBe('log');
    });

    test('is not longer than 2,000 messages, however many come at once', async () => {
      const alice = await Tab.open(browser, server.url);
      await alice.page.clock.install();
      await alice.enter('alice');
      const carol = await server.join();
      carol.say(Array.from({ length: 5000 }, (_, each) => `carol says: ${each}\n`).join(''));
      await alice.hears('carol', '4999');
      const messages = await alice.messages();
      expect(messages.length).toBeLessThanOrEqual(2000);
      expect(messages.slice(-1500).map(([, text]) => text)).toEqual(
        Array.from({ length: 1500 }, (_, each) => String(3500 + each)),
      );
      await alice.page.clock.fastForward(4000);
      await alice.page
        .getByRole('status')
        .getByText(/messages came\.$/)
        .waitFor({ state: 'attached' });
      await alice.say('still here');
      await carol.gets('alice says: still here\n');
    });

    test('is not longer than 4,000,000 characters', async () => {
      const own = await PageServer.start(0, ...WHOLE_LINES);
      const alice = await Tab.join(browser, own.url, 'alice');
      const carol = await own.join();
      const text = 'z'.repeat(65_000);
      for (let each = 0; each < 100; each++) carol.say(`carol ${each} says: ${text}\n`);
      await alice.page.locator('.name').getByText('carol 99', { exact: true }).last().waitFor();
      expect(await alice.page.locator('.group .name').first().innerText()).toBe('carol 39');
      expect(await alice.messages()).toHaveLength(61);
    });

    test('folds what is long', async () => {
      const own = await PageServer.start(0, ...WHOLE_LINES);
      const alice = await Tab.join(browser, own.url, 'alice');
      const carol = await own.join();
      const text = 'word '.repeat(13_000).trimEnd();
      carol.say(`carol says: ${text}\n`);
      const fold = alice.page.getByRole('button', { name: 'Show all 64,999 characters' });
      await fold.waitFor();
      expect((await alice.messages())[0]?.[1].length).toBeLessThan(700);
      await fold.press('Enter');
      expect(await alice.messages()).toEqual([['carol', text]]);
      expect(await alice.page.evaluate('document.activeElement.className')).toBe('text');
    });

    test('tells in the title what came while nobody looked', async () => {
      const alice = await Tab.join(browser, server.url, 'alice');
      const carol = await server.join();
      const turn = async (state: string): Promise<void> => {
        await alice.page.evaluate(
          `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));`,
        );
      };
      await turn('hidden');
      carol.say('carol says: one\ncarol says: two\n');
      await alice.hears('carol', 'two');
      expect(await alice.page.title()).toBe('(2) talk');
      await turn('visible');
      expect(await alice.page.title()).toBe('talk');
      expect(await alice.page.locator('.new + .group .text').allInnerTexts()).toEqual(['one', 'two']);
    });
  });

  test('everything can be done by keyboard', async () => {
    const carol = await server.join();
    const tab = await Tab.open(browser, server.url, { viewport: PHONE, colorScheme: 'light' });
    const { keyboard } = tab.page;
    expect(await tab.focus()).toBe('name');
    await keyboard.type('alice');
    await keyboard.press('Enter');
    expect(await tab.focus()).toBe('message');
    await tab.page.getByText('Connected', { exact: true }).first().waitFor({ state: 'attached' });
    await keyboard.type('hello');
    await keyboard.press('Enter');
    await carol.gets('alice says: hello\n');

    await keyboard.press('Shift+Tab');
    expect(await tab.focus()).toBe('log');
    await keyboard.press('Shift+Tab');
    expect(await tab.focus()).toBe('open-people');
    await keyboard.press('Enter');
    expect(await tab.focus()).toBe('close-people');
    await tab.page.getByRole('dialog', { name: /^Here now/ }).waitFor();
    await keyboard.press('Tab');
    expect(await tab.focus()).toBe('roster-scroll');
    await keyboard.press('Escape');
    expect(await tab.focus()).toBe('open-people');
    await keyboard.press('Shift+Tab');
    expect(await tab.focus()).toBe('theme');
    await keyboard.press('Space');
    expect(await tab.page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await tab.page.getByRole('button', { name: 'Dark theme', pressed: true }).count()).toBe(1);
    await keyboard.press('Shift+Tab');
    expect(await tab.focus()).toBe('self');
    await keyboard.press('Enter');
    expect(await tab.focus()).toBe('name');
    await keyboard.press('Escape');
    expect(await tab.focus()).toBe('self');
    await keyboard.press('Shift+Tab');
    await keyboard.press('Enter');
    expect(await tab.focus()).toBe('message');

    await tab.page.reload();
    expect(await tab.page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(tab.complaints).toEqual([]);
  });

  test('needs no sideways scrolling, however small the page and large its text', async () => {
    const alice = await Tab.join(browser, server.url, `alice ${'w'.repeat(50)}`);
    const carol = await server.join();
    carol.say(`${'n'.repeat(64)} says: ${'unbroken'.repeat(50)}\n`);
    await alice.hears('n'.repeat(64), 'unbroken'.repeat(50));
    const wide = `[document.documentElement, document.getElementById('log')].filter(
      (element) => element.scrollWidth > element.clientWidth,
    ).length + [...document.querySelectorAll('#top > *, #composer > *, .message')].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return left < 0 || right > innerWidth;
    }).length`;
    const sizes: [string, { width: number; height: number }, string][] = [
      ['a small phone', { width: 320, height: 568 }, '100%'],
      ['a desktop at 400 %', { width: 320, height: 200 }, '100%'],
      ['a phone with text twice as large', PHONE, '200%'],
      ['a desktop with text twice as large', DESKTOP, '200%'],
    ];
    for (const [what, viewport, fontSize] of sizes) {
      await alice.page.setViewportSize(viewport);
      await alice.page.evaluate(`document.documentElement.style.fontSize = '${fontSize}'`);
      expect([what, await alice.page.evaluate(wide)]).toEqual([what, 0]);
      const { height = 0 } = (await alice.page.getByLabel('Message', { exact: true }).boundingBox()) ?? {};
      expect(height).toBeGreaterThanOrEqual(44);
    }
  });

  test.each([
    ['a phone', PHONE],
    ['a desktop', DESKTOP],
  ])('axe finds nothing on %s, light or dark', async (_, viewport) => {
    const tab = await Tab.open(browser, server.url, { viewport });
    const found = async (): Promise<readonly unknown[]> => {
      const findings: unknown[] = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        await tab.page.emulateMedia({ colorScheme });
        await tab.page.locator(`[data-theme="${colorScheme}"]`).waitFor();
        findings.push(await axeOn(tab));
      }
      return findings;
    };
    await tab.page.keyboard.press('Enter'); // and a name is missing
    expect(await found()).toEqual([[], []]);

    await tab.enter('alice');
    const carol = await server.join();
    for (let each = 0; each < 12; each++) carol.say(`name ${each} says: https://example.org/ for alice\n`);
    carol.say(`eve says: ${'long '.repeat(1000)}\n<unnamed>\n`);
    await tab.hears('no name', '<unnamed>');
    await tab.say('my own https://example.org/');
    await tab.say('/who:');
    await tab.page.locator('.told.list').waitFor();
    if (viewport === PHONE) await tab.page.getByRole('button', { name: /show who$/ }).click();
    expect(await found()).toEqual([[], []]);
  });
});
