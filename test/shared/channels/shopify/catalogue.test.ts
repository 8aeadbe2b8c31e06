import { afterEach, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { QUERY_COST_MAX, queryCost } from '../../../../sandbox/shopify/admin-api/limits/query-cost.ts';
import { readAdminSchema } from '../../../../sandbox/shopify/admin-api/schema/admin-schema.ts';
import { createShopifyClient } from '../../../../shared/channels/shopify/client/channel-client.ts';
import { locationVariable, variantsDocument } from '../../../../shared/channels/shopify/client/documents.ts';
import { parseLocationId } from '../../../../shared/domain/identifiers.ts';
import type { LeftOut } from '../../../../shared/ports/channel/channel.ts';
import { collect } from '../listing.ts';
import type { StubAnswer } from '../stub-server.ts';
import { type Asked, type StubShop, startStubShop } from './stub-shop.ts';

let shop: StubShop | undefined;

afterEach(async () => {
  await shop?.close();
  shop = undefined;
});

async function clientFor(answer: (asked: Asked) => StubAnswer | Promise<StubAnswer>) {
  shop = await startStubShop(answer);
  return createShopifyClient(shop.channel, { clientId: 'id', clientSecrets: ['secret'] });
}

describe('the catalogue of Shopify', () => {
  const level = (available: number) => ({
    quantities: [
      { name: 'available', quantity: available },
      { name: 'on_hand', quantity: available + 6 },
      { name: 'committed', quantity: 4 },
    ],
  });
  const variant = (sku: string | null, id: number, rest: object) => ({
    id: `gid://shopify/ProductVariant/${id + 100}`,
    sku,
    displayName: `${sku} – Default`,
    inventoryPolicy: 'DENY',
    requiresComponents: false,
    inventoryItem: { id: `gid://shopify/InventoryItem/${id}`, tracked: true, level0: level(5), level1: null, ...rest },
  });
  const pages = [
    [variant('MUG', 11, {}), variant('TEA', 12, { level1: level(0) }), variant('LOOSE', 13, { tracked: false })],
    [
      variant(null, 14, {}),
      variant('', 15, {}),
      variant('CUP', 16, { level0: null }),
      variant('POT', 17, { level0: level(-3) }),
    ],
  ];

  it('has every tracked variant with a SKU at every mapped location that stocks it, over all pages', async () => {
    const client = await clientFor(({ variables }) => {
      const page = Number(variables['after'] ?? 0);
      const pageInfo = { hasNextPage: page === 0, endCursor: String(page + 1) };
      return { body: { data: { productVariants: { nodes: pages[page], pageInfo } } } };
    });
    const listings = await collect(client.catalogue());
    expect(
      listings.map(({ sku, channelLocation, externalId, shows }) => [sku, channelLocation, externalId, shows]),
    ).toEqual([
      ['MUG', '655441491', '11', 5],
      ['TEA', '655441491', '12', 5],
      ['TEA', '655441492', '12', 0],
      ['POT', '655441491', '17', -3],
    ]);
    expect(listings[2]).toMatchObject({ drawsOn: ['back'], managed: true, title: 'TEA – Default' });
    expect(listings[3]?.stock).toEqual({ onHand: 3, unavailable: 2, committed: 4 });
    expect(shop?.asked.map(({ variables }) => variables)).toEqual([
      {
        first: 250,
        after: null,
        location0: 'gid://shopify/Location/655441491',
        location1: 'gid://shopify/Location/655441492',
      },
      {
        first: 250,
        after: '1',
        location0: 'gid://shopify/Location/655441491',
        location1: 'gid://shopify/Location/655441492',
      },
    ]);
  });

  it('reads many locations in several passes, each variant at each of them once, and once what is left out and what cannot be read', async () => {
    const locations = Object.fromEntries(
      Array.from({ length: 45 }, (_, index) => [`${1_000 + index}`, [parseLocationId(`place-${index}`)]]),
    );
    const at = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`level${index}`, level(index)]));
    const stub = await startStubShop(({ variables }) => {
      const count = Object.keys(variables).filter((name) => name.startsWith('location')).length;
      const odd = variant('ODD', 13, { ...at(count), tracked: 'perhaps' });
      return onePage([variant('MUG', 11, at(count)), variant(null, 12, at(count)), odd]);
    });
    shop = stub;
    const client = createShopifyClient({ ...stub.channel, locations }, { clientId: 'id', clientSecrets: ['secret'] });
    const leftOut: LeftOut[] = [];
    const unread: string[] = [];
    const listings = await collect(
      client.catalogue(
        (each) => leftOut.push(each),
        ({ id }) => unread.push(id),
      ),
    );
    expect(listings.map(({ channelLocation }) => channelLocation)).toEqual(Object.keys(locations));
    expect(leftOut).toHaveLength(2);
    expect(unread).toEqual(['variant 113']);
    expect(stub.asked).toHaveLength(2);
  });

  it('has every variant of a shop that has more of them than Shopify pages through', async () => {
    const all = 20_300;
    const stub = await startStubShop(({ variables }) => {
      const begin = Number(/id:>=(\d+)/.exec(String(variables['query'] ?? ''))?.[1] ?? 100) - 100;
      const from = begin + Number(variables['after'] ?? 0);
      const nodes = Array.from({ length: Math.min(250, all - from) }, (_, index) =>
        variant(`SKU-${from + index}`, from + index, {}),
      );
      const pageInfo = { hasNextPage: from + 250 < all, endCursor: String(from + 250 - begin) };
      return { body: { data: { productVariants: { nodes, pageInfo } } } };
    });
    shop = stub;
    const client = createShopifyClient(stub.channel, { clientId: 'id', clientSecrets: ['secret'] });
    const skus = (await collect(client.catalogue())).map(({ sku }) => sku);
    expect(skus).toHaveLength(all);
    expect(new Set(skus).size).toBe(all);
    expect(stub.asked.map(({ variables }) => Number(variables['after'] ?? 0)).every((after) => after < 25_000)).toBe(
      true,
    );
    expect(stub.asked.filter(({ variables }) => variables['query'] === 'id:>=20099')).toHaveLength(2);
  });

  it('never asks for more in one query than Shopify takes', async () => {
    const document = parse(variantsDocument(40));
    const [operation] = document.definitions;
    if (operation?.kind !== 'OperationDefinition') {
      throw new Error('An operation is expected.');
    }
    const places = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [locationVariable(index), 'gid']));
    const cost = queryCost(readAdminSchema(), document, operation, { first: 250, ...places });
    expect(cost).toBeLessThanOrEqual(QUERY_COST_MAX);
    expect(cost).toBeGreaterThan(QUERY_COST_MAX / 2);
  });

  it('says which variants are sold on when nothing is left, and as what orders name them', async () => {
    const onwards = { ...variant('MUG', 11, {}), inventoryPolicy: 'CONTINUE' };
    const client = await clientFor(() => onePage([onwards, variant('TEA', 12, {})]));
    const listings = await collect(client.catalogue());
    expect(listings.map(({ sku, soldAs, sellsWithoutStock }) => [sku, soldAs, sellsWithoutStock])).toEqual([
      ['MUG', '111', true],
      ['TEA', '112', undefined],
    ]);
  });

  it('sets aside a variant that is not as Shopify documents it, with its reason, and takes the rest of the page', async () => {
    const nodes = [
      variant('MUG', 11, {}),
      variant('ODD', 12, { tracked: 'perhaps' }),
      variant('HUGE', 13, { level0: level(2e9) }),
      null,
      variant('TEA', 14, {}),
    ];
    const client = await clientFor(() => onePage(nodes));
    const leftOut: LeftOut[] = [];
    const listings = await collect(client.catalogue((each) => leftOut.push(each)));
    expect(listings.map(({ sku }) => sku)).toEqual(['MUG', 'TEA']);
    expect(leftOut.map(({ externalId, reason }) => [externalId, reason])).toEqual([
      ['112', 'inventoryItem.tracked: Invalid type: Expected boolean.'],
      ['113', 'inventoryItem.level0.quantities.0.quantity: Expected a whole number of at most 1000000000 units.'],
      ['', 'The row: Invalid type: Expected Object.'],
    ]);
  });

  it('has a bundle with what it is made of, as not ours to push, whatever is tracked of it', async () => {
    const bundle = { ...variant('SET', 21, { tracked: false, level0: null }), requiresComponents: true };
    const components = [component(2, 'CUP'), component(1, 'PLATE'), component(1, 'CUP')];
    const client = await clientFor(({ query, variables }) => {
      if (!query.includes('StocklineComponents')) {
        return onePage([variant('CUP', 11, {}), bundle]);
      }
      expect(variables['id']).toBe('gid://shopify/ProductVariant/121');
      return { body: { data: { productVariant: { productVariantComponents: { nodes: components } } } } };
    });
    expect(await collect(client.catalogue())).toEqual([
      expect.objectContaining({ sku: 'CUP', managed: true }),
      {
        sku: 'SET',
        channelLocation: '655441491',
        externalId: '21',
        drawsOn: ['main'],
        managed: false,
        shows: 0,
        soldAs: '121',
        title: 'SET – Default',
        madeOf: [
          { sku: 'CUP', quantity: 3 },
          { sku: 'PLATE', quantity: 1 },
        ],
      },
    ]);
  });

  it('leaves out a bundle of a component without a SKU', async () => {
    const bundle = { ...variant('SET', 21, {}), requiresComponents: true };
    const client = await clientFor(({ query }) =>
      query.includes('StocklineComponents')
        ? { body: { data: { productVariant: { productVariantComponents: { nodes: [component(1, null)] } } } } }
        : onePage([bundle]),
    );
    const leftOut: LeftOut[] = [];
    expect(await collect(client.catalogue((each) => leftOut.push(each)))).toEqual([]);
    expect(leftOut).toMatchObject([{ sku: 'SET', reason: expect.stringContaining('has no SKU') }]);
  });

  /** A shop of 300 variants, some of which Shopify answers with an error whenever a page has their quantities. */
  function brokenAt(...broken: readonly number[]) {
    return ({ query, variables }: Asked): StubAnswer => {
      const start = Number(variables['after'] ?? 0);
      const count = Math.min(Number(variables['first']), 300 - start);
      const ids = Array.from({ length: count }, (_, index) => start + index);
      if (query.includes('StocklineVariants(') && ids.some((id) => broken.includes(id))) {
        return { status: 500 };
      }
      const nodes = ids.map((id) => variant(`SKU-${id}`, id, {}));
      const pageInfo = { hasNextPage: start + count < 300, endCursor: String(start + count) };
      return { body: { data: { productVariants: { nodes, pageInfo } } } };
    };
  }

  it('names the variant with which no page can be read, and has all others, when a comparison reads it', async () => {
    const client = await clientFor(brokenAt(40, 299));
    const unread: string[] = [];
    const listings = await collect(client.catalogue(undefined, ({ id, reason }) => unread.push(`${id}: ${reason}`)));
    expect(new Set(listings.map(({ sku }) => sku)).size).toBe(298);
    expect(unread).toEqual([
      expect.stringMatching(/^variant 140: (?:.|\n)*500/),
      expect.stringMatching(/^variant 399: /),
    ]);
    expect(shop?.asked.length).toBeLessThan(70);
  }, 30_000);

  it('with such a variant rejects when an import reads it, and when Shopify answers nothing at all', async () => {
    const client = await clientFor(brokenAt(40));
    await expect(collect(client.catalogue())).rejects.toThrow('500');
    await shop?.close();
    const silent = await clientFor(() => ({ status: 500 }));
    await expect(collect(silent.catalogue(undefined, () => undefined))).rejects.toThrow('500');
  }, 30_000);

  it('asks once more for a page whose answer was lost', async () => {
    let asked = 0;
    const client = await clientFor(() => {
      asked += 1;
      return asked === 1 ? { status: 502 } : onePage([variant('MUG', 11, {})]);
    });
    expect((await collect(client.catalogue())).map(({ sku }) => sku)).toEqual(['MUG']);
  });

  it('names a bundle whose components cannot be read, and has the others, when a comparison reads it', async () => {
    const bundle = { ...variant('SET', 21, {}), requiresComponents: true };
    const client = await clientFor(({ query }) =>
      query.includes('StocklineComponents') ? { status: 500 } : onePage([bundle, variant('CUP', 11, {})]),
    );
    const unread: string[] = [];
    const listings = await collect(client.catalogue(undefined, ({ id }) => unread.push(id)));
    expect([listings.map(({ sku }) => sku), unread]).toEqual([['CUP'], ['bundle SET']]);
    await expect(collect(client.catalogue())).rejects.toThrow('500');
  });

  it('names a row that cannot be read to a comparison', async () => {
    const client = await clientFor(() => onePage([variant('ODD', 12, { tracked: 'perhaps' }), variant('CUP', 11, {})]));
    const unread: string[] = [];
    await collect(client.catalogue(undefined, ({ id }) => unread.push(id)));
    expect(unread).toEqual(['variant 112']);
  });
});

const onePage = (nodes: readonly unknown[]): StubAnswer => ({
  body: { data: { productVariants: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } } },
});

const component = (quantity: number, sku: string | null) => ({ quantity, productVariant: { sku } });
