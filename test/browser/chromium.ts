/** The Chromium of this machine, as the tests of the page use it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium, NO_CHROMIUM } from '../../local/chromium.ts';
import { TOKEN } from './page-server.ts';

const TIMEOUT_MS = 120_000;
const SHOTS = join(import.meta.dirname, '..', '..', '.local', 'page');

/** The browser of this machine. Throws where there is none. */
export function startBrowser(): Promise<Browser> {
  const executablePath = process.env['STOCKLINE_TEST_CHROMIUM'] || findChromium(process.env);
  if (executablePath === undefined) {
    throw new Error(NO_CHROMIUM);
  }
  // Root has no user namespaces for the sandbox in a container; only our own page is opened.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

export type Opened = {
  readonly page: Page;
  /** What went wrong in the page: errors, and what its policy refused. */
  readonly errors: string[];
  /** Every address that it asked. */
  readonly asked: string[];
};

/** A page of its own, with nothing of the others. */
export async function open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 }, ...options });
  const page = await context.newPage();
  // No test is about speed: a loaded machine may take its time.
  page.setDefaultTimeout(TIMEOUT_MS);
  const errors: string[] = [];
  const asked: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    // 401 is how the page learns that nobody is signed in.
    if (message.type() === 'error' && !message.text().includes('401')) {
      errors.push(message.text());
    }
  });
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(url);
  return { page, errors, asked };
}

/** The same, signed in, with that view open. */
export async function signedIn(browser: Browser, url: string, view = '', options: BrowserContextOptions = {}) {
  const opened = await open(browser, url, options);
  await enter(opened.page, TOKEN);
  await opened.page.waitForSelector('.verdict');
  if (view !== '') {
    await opened.page.goto(`${url}${view}`);
  }
  return opened;
}

export async function enter(page: Page, token: string): Promise<void> {
  await page.fill('#token', token);
  await page.click('button[type=submit]');
}

/** A picture for people, in `.local/page`. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}
