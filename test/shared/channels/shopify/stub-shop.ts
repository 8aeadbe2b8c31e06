/** A stub of Shopify's Admin API: it gives out tokens, and answers GraphQL as the test says. */
import type { ShopifyChannel } from '../../../../shared/channel-config.ts';
import { parseChannelId, parseLocationId } from '../../../../shared/domain/identifiers.ts';
import { type StubAnswer, type StubServer, startStubServer } from '../stub-server.ts';

export type Asked = { readonly query: string; readonly variables: Record<string, unknown>; readonly token: string };

export type StubShop = StubServer & {
  readonly channel: ShopifyChannel;
  /** The GraphQL requests so far. */
  readonly asked: Asked[];
  /** How many tokens were given out. */
  tokens(): number;
};

/** A Shopify shop of a few lines: it gives out tokens, or refuses them with `refusal`, and answers GraphQL as the test says. */
export async function startStubShop(
  answer: (asked: Asked) => StubAnswer | Promise<StubAnswer>,
  {
    shop = 'demo.myshopify.com',
    expiresIn = 86_399,
    refusal,
  }: { shop?: string; expiresIn?: number; refusal?: StubAnswer } = {},
): Promise<StubShop> {
  const asked: Asked[] = [];
  let tokens = 0;
  const server = await startStubServer(({ path, body, headers }) => {
    if (path === '/admin/oauth/access_token') {
      if (refusal !== undefined) {
        return refusal;
      }
      tokens += 1;
      return { body: { access_token: `token-${tokens}`, scope: 'write_inventory', expires_in: expiresIn } };
    }
    if (path !== '/admin/api/2026-10/graphql.json') {
      return { status: 404 };
    }
    const { query, variables } = body as Asked;
    const one = { query, variables, token: String(headers['x-shopify-access-token']) };
    asked.push(one);
    return answer(one);
  });
  return {
    ...server,
    asked,
    tokens: () => tokens,
    channel: {
      id: parseChannelId('shopify'),
      platform: 'shopify',
      shop,
      locations: { 655441491: [parseLocationId('main')], 655441492: [parseLocationId('back')] },
      apiEndpoint: server.endpoint,
      buffer: 0,
    },
  };
}

/** An answer that Shopify has applied a push, and shows this now. */
export function appliedAnswer(quantityAfterChange: number | null): StubAnswer {
  return {
    body: {
      data: {
        inventoryAdjustQuantities: {
          inventoryAdjustmentGroup: { changes: [{ name: 'available', quantityAfterChange }] },
          userErrors: [],
        },
      },
    },
  };
}

/** An answer that Shopify has refused a push. */
export function refusedAnswer(code: string | null, message = 'No.'): StubAnswer {
  const payload = { inventoryAdjustmentGroup: null, userErrors: [{ code, message }] };
  return { body: { data: { inventoryAdjustQuantities: payload } } };
}

/** What is available at the location asked for. */
export function availableAnswer(quantity: number): StubAnswer {
  return { body: { data: { inventoryItem: { inventoryLevel: { quantities: [{ quantity }] } } } } };
}
