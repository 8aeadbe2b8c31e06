import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { CannotStart } from '../../../local/processes/cannot-start.ts';
import { localAlerts, localOwnShop } from '../../../local/stack/asked-for.ts';
import { OWN_SHOP } from '../../../sandbox/kernel/identities.ts';

const folder = mkdtempSync(join(tmpdir(), 'stockline-own-shop-'));
afterAll(() => rmSync(folder, { recursive: true }));

const URL_OF_SHOP = 'http://127.0.0.1:9000/stockline';

describe('the own shop of a local run', () => {
  it('is there only where it is asked for', () => {
    expect([localOwnShop({}), localOwnShop({ STOCKLINE_OWN_SHOP: 'false' })]).toEqual([undefined, undefined]);
  });

  it('is the sandbox, which the run starts', () => {
    const { location, callingSecret, signingSecret } = OWN_SHOP;
    expect(localOwnShop({ STOCKLINE_OWN_SHOP: 'true' })).toEqual({
      ...{ url: undefined, locations: { [location]: 'main' }, callingSecret, signingSecret },
    });
  });

  it('is a program at a URL, with its own location and secrets', () => {
    const file = join(folder, 'shop.json');
    const secrets = { callingSecret: 'whsec_one', signingSecret: 'whsec_two' };
    writeFileSync(file, JSON.stringify(secrets));
    const asked = { STOCKLINE_OWN_SHOP: URL_OF_SHOP, STOCKLINE_OWN_SHOP_LOCATION: 'sloc_1' };
    expect(localOwnShop({ ...asked, STOCKLINE_OWN_SHOP_CREDENTIALS: file })).toEqual({
      ...{ url: URL_OF_SHOP, locations: { sloc_1: 'main' } },
      ...secrets,
    });
    expect(localOwnShop(asked)).toMatchObject({ callingSecret: OWN_SHOP.callingSecret });
  });

  it('may have several locations, which stand for further ones of the ledger', () => {
    const asked = { STOCKLINE_OWN_SHOP: URL_OF_SHOP, STOCKLINE_OWN_SHOP_LOCATION: 'sloc_1, sloc_2=north' };
    expect(localOwnShop(asked)).toMatchObject({ locations: { sloc_1: 'main', sloc_2: 'north' } });
  });

  it.each([
    [{ STOCKLINE_OWN_SHOP: 'yes' }, 'STOCKLINE_OWN_SHOP is "yes"'],
    [{ STOCKLINE_OWN_SHOP: URL_OF_SHOP, STOCKLINE_OWN_SHOP_CREDENTIALS: '/no/such' }, '"/no/such"'],
  ])('is refused with a sentence: %j', (env, sentence) => {
    expect(() => localOwnShop(env)).toThrow(CannotStart);
    expect(() => localOwnShop(env)).toThrow(sentence);
  });
});

describe('who is alerted in a local run', () => {
  it('is whom the environment names, or nobody', () => {
    const webhooks = [{ id: 'erp', url: URL_OF_SHOP }];
    expect(localAlerts({ STOCKLINE_ALERTS: JSON.stringify({ webhooks }) })).toEqual({ webhooks });
    expect([localAlerts({}), localAlerts({ STOCKLINE_ALERTS: '' })]).toEqual([undefined, undefined]);
  });

  it('is refused with a sentence where it is no JSON', () => {
    expect(() => localAlerts({ STOCKLINE_ALERTS: 'erp' })).toThrow(CannotStart);
    expect(() => localAlerts({ STOCKLINE_ALERTS: 'erp' })).toThrow('STOCKLINE_ALERTS is "erp"');
  });
});
