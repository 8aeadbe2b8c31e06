import '@shopify/shopify-api/adapters/web-api';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiVersion, GraphqlQueryError, LogSeverity, Session, shopifyApi } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import {
  ADJUST,
  adjustment,
  BAG_ID,
  change,
  openShopUnderTest,
  quantities,
  SECRET,
  type ShopUnderTest,
} from './shop-under-test.ts';

let shop: ShopUnderTest;

beforeEach(async () => {
  shop = await openShopUnderTest();
  setAbstractFetchFunc((input, init) => fetch(String(input).replace('https://demo.myshopify.com', shop.url), init));
});

afterEach(() => shop.close());

const api = () =>
  shopifyApi({
    apiKey: 'sandbox-client',
    apiSecretKey: SECRET,
    hostName: 'stockline.example',
    apiVersion: ApiVersion.October26,
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error },
  });

describe('the client of Shopify, unmodified', () => {
  it('gets a token, and adjusts a quantity with it', async () => {
    const shopify = api();
    const { session } = await shopify.auth.clientCredentials({ shop: 'demo.myshopify.com' });
    expect(session.scope).toContain('write_inventory');
    const client = new shopify.clients.Graphql({ session });
    const { data } = await client.request(ADJUST, { variables: adjustment('k', change(-4, 10)) });
    expect(data).toMatchObject({ inventoryAdjustQuantities: { userErrors: [] } });
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 6 });
  });

  it('throws what the sandbox answers when it is throttled', async () => {
    await shop.control('PUT', '/faults', { seed: 1, api: { throttle: 1 } });
    const session = new Session({
      id: 's',
      shop: 'demo.myshopify.com',
      state: '',
      isOnline: false,
      accessToken: shop.token,
    });
    const client = new (api().clients.Graphql)({ session });
    const thrown = await client
      .request(ADJUST, { variables: adjustment('k', change(-4, 10)), retries: 0 })
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(GraphqlQueryError);
    expect((thrown as GraphqlQueryError).body).toMatchObject({
      errors: { graphQLErrors: [{ extensions: { code: 'THROTTLED' } }] },
      extensions: { cost: { requestedQueryCost: 13 } },
    });
  });
});
