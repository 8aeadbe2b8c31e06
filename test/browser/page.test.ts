import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Sku } from '../../shared/domain/identifiers.ts';
import { AMAZON, SHOPIFY, SQUARE } from '../fakes/facts.ts';
import { enter, open, shoot, signedIn, startBrowser } from './chromium.ts';
import { type PageServer, startPageServer, TOKEN } from './page-server.ts';
import { type Shop, shopOn } from './shop.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const MINUTES = 240_000;

let server: PageServer;
let shop: Shop;
let browser: Browser;
let flash: Sku;
let divided: Sku;
let order: string;

beforeAll(async () => {
  server = await startPageServer();
  shop = shopOn(server);
  flash = await shop.listed('FLASH', 6);
  order = await shop.sell(flash, SHOPIFY, 4);
  await shop.push(flash, AMAZON, 2);
  await shop.push(flash, SQUARE, 2);
  await shop.sell(flash, AMAZON, 2);
  await shop.sell(flash, SQUARE, 2);
  divided = await shop.listed('DIVIDED', 60);
  await shop.divide(divided, { shopify: 30, amazon: 20, square: 10 });
  await shop.propose(flash, 60);
  browser = await startBrowser();
}, MINUTES);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const VIEWS = () => ({
  now: '',
  stock: '#/stock',
  'one SKU': `#/sku/${flash}`,
  'a divided SKU': `#/sku/${divided}`,
  'one order': `#/order/shopify/${order}`,
  links: '#/links',
  'flash sale': `#/flash/${flash}`,
});
/** What stands on the views of a shop without a SKU. */
const STATES = [
  ['empty now', '', '.verdict'],
  ['empty stock', '#/stock', '.empty'],
  ['no such SKU', '#/sku/NONE', '[role=status]'],
  ['an odd address', '#/sku/50%', '[role=status] code'],
  ['no such order', '#/order/shopify/1', '[role=status]'],
  ['no order asked', '#/order', 'input[name=order]'],
  ['empty links', '#/links', '[data-as-of]'],
  ['no such flash sale', '#/flash/NONE', '[role=status]'],
] as const;
const READY = '.verdict, tr[data-sku], .history li, .timeline, .left-units, [data-as-of]';

/** Until so many SKUs are listed. */
async function untilListed(page: Page, skus: number): Promise<void> {
  while ((await page.locator('tr[data-sku]').count()) !== skus) {
    await page.waitForTimeout(100);
  }
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: AXE }).catch(() => undefined);
  const found = await page.evaluate(() => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> };
    };
    return axe.run();
  });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html}: ${node.failureSummary}`),
  );
}

describe('the way in', () => {
  it(
    'is the token, which becomes a cookie that no script reads, and is kept nowhere else',
    async () => {
      const { page, asked, errors } = await open(browser, server.url);
      await enter(page, 'a wrong token');
      await page.waitForSelector('[role=alert]');
      expect(await page.textContent('[role=alert]')).toContain('not the token');
      await enter(page, TOKEN);
      await page.waitForSelector('.verdict');
      const [cookie, ...others] = await page.context().cookies();
      expect(others).toEqual([]);
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
      expect(cookie?.value).not.toContain(TOKEN);
      expect(
        await page.evaluate('document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage })'),
      ).not.toContain(TOKEN);
      expect(asked.join()).not.toContain(TOKEN);
      await page.reload();
      await page.waitForSelector('.verdict');
      await page.click('text=Sign out');
      await page.waitForSelector('#token');
      expect(await page.context().cookies()).toEqual([]);
      expect(errors).toEqual([]);
    },
    MINUTES,
  );
});

describe('the page', () => {
  it(
    'asks its own address and no other, also while it is live',
    async () => {
      const { page, asked, errors } = await signedIn(browser, server.url, `#/sku/${flash}`);
      await page.waitForSelector('.history li');
      expect(asked.filter((url) => !url.startsWith(server.url) && !url.startsWith('data:'))).toEqual([]);
      expect(errors).toEqual([]);
    },
    MINUTES,
  );

  it(
    'shows a sale that is made while it is open, without a reload, and is not sent what has not changed',
    async () => {
      const sku = await shop.listed('LIVE', 50);
      const { page } = await signedIn(browser, server.url, `#/sku/${sku}`);
      await page.waitForSelector('text="50"');
      await page.evaluate(`document.title = 'not loaded again'`);
      const before = server.answered.length;
      await shop.sell(sku, AMAZON, 3);
      await page.locator('[data-figure=available]', { hasText: /^47$/ }).waitFor();
      await page.waitForSelector('text=3 sold on amazon');
      expect(await page.textContent('[data-shown=amazon]')).toContain('47');
      expect(await page.textContent('[data-shown=shopify]')).toContain('50');
      await shop.push(sku, SHOPIFY, 47);
      await page.locator('[data-shown=shopify]', { hasText: /^47$/ }).waitFor();
      await page.waitForSelector('text=shopify set to 47');
      expect(await page.title()).toBe('not loaded again');
      const again = () =>
        server.answered.slice(before).filter(({ path, status }) => path === '/stock/LIVE' && status === 304);
      while (again().length === 0) {
        await page.waitForTimeout(200);
      }
    },
    MINUTES,
  );

  it(
    'finds one of 50,000 SKUs by a part of its name, and pages through the others',
    async () => {
      await shop.fill(50_000);
      const { page } = await signedIn(browser, server.url, '#/stock');
      await page.waitForSelector('tr[data-sku]');
      expect(await page.locator('tr[data-sku]').count()).toBe(50);
      await page.fill('#query', 'ku-04999');
      await untilListed(page, 1);
      expect(await page.getAttribute('tr[data-sku]', 'data-sku')).toBe('SKU-04999');
      await page.fill('#query', 'sku-0499*');
      await untilListed(page, 10);
      await page.fill('#query', 'SKU-1*');
      await page.waitForSelector('[data-sku=SKU-10049]');
      await page.click('text=Next');
      await page.waitForSelector('[data-sku=SKU-10050]');
      await page.click('text=Back');
      await page.waitForSelector('[data-sku=SKU-10000]');
    },
    MINUTES,
  );

  it(
    'lists only what passes a filter',
    async () => {
      const { page } = await signedIn(browser, server.url, '#/stock');
      await page.click('text=Oversold');
      await untilListed(page, 1);
      expect(await page.textContent('tr[data-sku]')).toContain('FLASH');
      await page.click('text=Under escrow');
      await page.waitForSelector(`tr[data-sku=${divided}]`);
    },
    MINUTES,
  );

  it(
    'shows the shares of a divided SKU as bars, in proportion',
    async () => {
      const { page } = await signedIn(browser, server.url, `#/sku/${divided}`);
      await page.waitForSelector('[data-share]');
      const widths = await page.$$eval('[data-share]', (bars) =>
        bars.map(
          (bar) =>
            [
              bar.getAttribute('data-share'),
              bar.querySelector('.bar-fill')?.getBoundingClientRect().width ?? 0,
            ] as const,
        ),
      );
      const width = Object.fromEntries(widths);
      expect(Object.keys(width).sort()).toEqual(['amazon', 'shopify', 'square']);
      expect((width['shopify'] ?? 0) / (width['square'] ?? 1)).toBeCloseTo(3, 1);
      expect((width['amazon'] ?? 0) / (width['square'] ?? 1)).toBeCloseTo(2, 1);
    },
    MINUTES,
  );

  it(
    'draws what was on hand, available and shown, and says why units were oversold',
    async () => {
      const { page } = await signedIn(browser, server.url, `#/sku/${flash}`);
      await page.waitForSelector('.plot canvas');
      expect(await page.textContent('.u-legend')).toMatch(/on hand.*available.*amazon.*shopify.*square/s);
      await page.waitForSelector('.why .bad');
      const why = await page.textContent('.why');
      expect(why).toContain('2 oversold');
      expect(why).toContain('What each channel showed');
      expect(why).toContain('Decided from');
      expect(why).toContain('on square');
      expect(why).toContain('policy escrow');
    },
    MINUTES,
  );

  it(
    'follows an order from the sale to each channel’s answer, with times',
    async () => {
      const { page } = await signedIn(browser, server.url, `#/order/shopify/${order}`);
      await page.waitForSelector('.timeline');
      const parts = await page.$$eval('[data-part]', (all) => all.map((part) => part.getAttribute('data-part')));
      expect(parts).toEqual(
        expect.arrayContaining(['shopify reports it', 'the ledger posts it', 'amazon answers', 'square answers']),
      );
      expect(await page.textContent('.timeline')).toMatch(/\d\.\d+ s/);
      await page.fill('input[name=order]', 'no-such-order');
      await page.click('text=Find');
      await page.waitForSelector('text=/has no order/');
    },
    MINUTES,
  );

  it(
    'lists what may belong together, with the reasons and the command, and what is like nothing',
    async () => {
      const { page } = await signedIn(browser, server.url, '#/links');
      const likely = page.locator('[data-listing="1A-2B3C"]');
      await likely.waitFor();
      expect(await likely.textContent()).toContain('may sell FLASH: the same trade item number.');
      expect(await likely.textContent()).toContain('npx stockline map set amazon 1A-2B3C FLASH');
      const torn = await page.textContent('[data-listing="77"]');
      expect(torn).toContain('the names look alike, but it has another trade item number');
      await page.waitForSelector('[data-listing="G0"]');
      expect(await page.locator('[data-listing]').count()).toBe(50);
      await page.click('text=Next');
      await page.waitForSelector('[data-listing="G59"]');
    },
    MINUTES,
  );

  it(
    'is used with the keyboard alone',
    async () => {
      const { page } = await signedIn(browser, server.url);
      await page.keyboard.press('Tab');
      expect(await page.evaluate(`document.activeElement?.textContent?.trim()`)).toBe('To the contents');
      await page.keyboard.press('Enter');
      expect(await page.evaluate(`document.activeElement?.id`)).toBe('main');
      await page.locator('nav a', { hasText: 'Stock' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector('tr[data-sku]');
      expect(await page.evaluate(`document.activeElement?.id`)).toBe('main');
    },
    MINUTES,
  );
});

describe('what is wrong', () => {
  afterEach(() => {
    server.state.setAside = [];
    server.state.isDown = false;
  });

  it(
    'has messages that failed at every try, with the command that lists them',
    async () => {
      server.state.setAside = [{ of: { queue: 'ChannelshopifyPushes', what: 'a SKU to reconcile' }, messages: 3 }];
      const { page } = await signedIn(browser, server.url);
      const failed = page.locator('.problems li', { hasText: '3 messages of ChannelshopifyPushes' });
      await failed.waitFor();
      expect(await failed.textContent()).toContain('npx stockline failed');
      expect(await page.textContent('.verdict')).toMatch(/things need you/);
      expect(await page.textContent('.figures')).toContain('Failed3messages');
    },
    MINUTES,
  );

  it(
    'is not called well while the API does not answer: the page says how old its figures are, and goes on once it does',
    async () => {
      const { page } = await signedIn(browser, server.url);
      server.state.isDown = true;
      await page.waitForSelector('[role=alert]');
      expect(await page.textContent('[role=alert]')).toContain('The API has not answered for');
      server.state.isDown = false;
      await page.waitForSelector('[role=alert]', { state: 'detached' });
    },
    MINUTES,
  );
});

describe('axe finds nothing wrong', () => {
  it.each([
    ['in light', {}],
    ['in the dark', { colorScheme: 'dark' as const }],
    ['on a phone', PHONE],
    ['on a phone in the dark', { ...PHONE, colorScheme: 'dark' as const }],
  ])(
    '%s',
    async (how, options) => {
      // The page’s own policy would refuse axe’s script.
      const { page } = await signedIn(browser, server.url, '', { ...options, bypassCSP: true });
      for (const [name, view] of Object.entries(VIEWS())) {
        await page.goto(`${server.url}${view}`);
        await page.waitForSelector(READY);
        expect({ name, violations: await violations(page) }).toEqual({ name, violations: [] });
        const isWider = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
        expect({ name, isWider }).toEqual({ name, isWider: false });
        await shoot(page, `${name} ${how}`.replaceAll(' ', '-'));
      }
      const login = await open(browser, server.url, { ...options, bypassCSP: true });
      await login.page.waitForSelector('#token');
      expect(await violations(login.page)).toEqual([]);
      await shoot(login.page, `login ${how}`.replaceAll(' ', '-'));
      await enter(login.page, 'a wrong token');
      await login.page.waitForSelector('[role=alert]');
      expect(await violations(login.page)).toEqual([]);
    },
    3 * MINUTES,
  );

  it.each([
    ['in light', {}],
    ['on a phone in the dark', { ...PHONE, colorScheme: 'dark' as const }],
  ])(
    'also where nothing is there, where there is no such thing, and where the API does not answer: %s',
    async (how, options) => {
      const empty = await startPageServer();
      try {
        const { page } = await signedIn(browser, empty.url, '', { ...options, bypassCSP: true });
        for (const [name, view, ready] of STATES) {
          await page.goto(`${empty.url}${view}`);
          await page.waitForSelector(ready);
          expect({ name, violations: await violations(page) }).toEqual({ name, violations: [] });
          await shoot(page, `${name} ${how}`.replaceAll(' ', '-'));
        }
        empty.state.isDown = true;
        for (const view of ['', '#/stock', '#/sku/NONE', '#/order/shopify/1', '#/links', '#/flash/NONE']) {
          await page.goto(`${empty.url}${view}`);
          await page.waitForSelector('[role=alert]');
          expect({ view, violations: await violations(page) }).toEqual({ view, violations: [] });
        }
        await shoot(page, `silent ${how}`.replaceAll(' ', '-'));
      } finally {
        await empty.stop();
      }
    },
    3 * MINUTES,
  );
});
