import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

/** One tab of a browser with the page in it, and all that the browser complained about. */
export class Tab {
  readonly page: Page;
  /** Errors, warnings and violations of the page's policy. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() !== 'log') this.complaints.push(message.text());
    });
    page.on('dialog', (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /** In a profile of its own, which nothing was remembered in. */
  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Tab> {
    const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce', ...options });
    const tab = new Tab(await context.newPage());
    await tab.page.goto(url);
    return tab;
  }

  /** The same, in the room under this name. */
  static async join(
    browser: Browser,
    url: string,
    name: string,
    options: BrowserContextOptions = {},
  ): Promise<Tab> {
    const tab = await Tab.open(browser, url, options);
    await tab.enter(name);
    return tab;
  }

  async enter(name: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await this.page.keyboard.press('Enter');
    await this.page.locator('#people li', { hasText: name, has: this.page.locator('.you') }).waitFor({
      state: 'attached',
    });
  }

  async write(text: string): Promise<void> {
    await this.page.getByLabel('Message', { exact: true }).fill(text);
  }

  async say(text: string): Promise<void> {
    await this.write(text);
    await this.page.keyboard.press('Enter');
  }

  async draft(): Promise<string> {
    return await this.page.getByLabel('Message', { exact: true }).inputValue();
  }

  /** Waits until the last message is this one. */
  async hears(name: string, text: string): Promise<void> {
    const is = (words: string): RegExp => new RegExp(`^${words.replace(/[^\p{L}\p{N} ]/gu, '\\$&')}$`);
    const group = this.page.locator('.group:last-child', {
      has: this.page.locator('.name').filter({ hasText: is(name) }),
    });
    const last = group.locator('.message:last-child .text').filter({ hasText: is(text) });
    await last.waitFor({ state: 'attached' });
  }

  /** All messages that are shown: who, and what. */
  async messages(): Promise<readonly (readonly [name: string, text: string])[]> {
    return await this.page.evaluate(
      `[...document.querySelectorAll('.message')].map((message) => [
        message.parentElement.querySelector('.name').textContent,
        message.querySelector('.text').textContent,
      ])`,
    );
  }

  /** Who is here, as listed. */
  async people(): Promise<readonly string[]> {
    return await this.page.locator('#people .name').allTextContents();
  }

  /** Waits until as many are here, by these names. */
  async sees(...names: readonly string[]): Promise<void> {
    for (;;) {
      const people = await this.people();
      if (JSON.stringify(people) === JSON.stringify(names)) return;
      await this.page.evaluate('new Promise((done) => requestAnimationFrame(done))');
    }
  }

  async focus(): Promise<string> {
    return await this.page.evaluate('document.activeElement.id');
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
