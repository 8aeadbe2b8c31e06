/** Reads the webhook subscriptions that the app has made through the Admin API. */

import * as v from 'valibot';
import type { Registered } from '../../registrations.ts';
import { PAGED_READ_TRIES } from '../../while-throttled.ts';
import type { AdminApi } from '../client/api.ts';
import { SUBSCRIPTIONS } from './connection-documents.ts';

const PAGE_SIZE = 100;

const subscriptionsPage = v.object({
  webhookSubscriptions: v.object({
    nodes: v.array(
      v.object({
        id: v.string(),
        topic: v.string(),
        uri: v.string(),
        format: v.string(),
        filter: v.nullable(v.string()),
        includeFields: v.array(v.string()),
        apiVersion: v.nullish(v.object({ handle: v.string() })),
      }),
    ),
    pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullable(v.string()) }),
  }),
});

type Listed = v.InferOutput<typeof subscriptionsPage>['webhookSubscriptions']['nodes'][number];

/** `version`: the API version that its messages are written in, which is the app's; undefined where Shopify does not say. */
export type ShopifySubscription = Registered & { readonly version: string | undefined };

/** All of them, page by page. */
export async function readSubscriptions(api: AdminApi): Promise<readonly ShopifySubscription[]> {
  const all: ShopifySubscription[] = [];
  let after: string | null = null;
  do {
    const variables: Record<string, unknown> = { first: PAGE_SIZE, after };
    const page: v.InferOutput<typeof subscriptionsPage> = await api.read(
      SUBSCRIPTIONS,
      variables,
      subscriptionsPage,
      PAGED_READ_TRIES,
    );
    const { nodes, pageInfo } = page.webhookSubscriptions;
    all.push(...nodes.map(subscriptionOf));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return all;
}

function subscriptionOf(listed: Listed): ShopifySubscription {
  const { id, topic, uri: target, apiVersion } = listed;
  const fault = faultOf(listed);
  return { id, topic, target, version: apiVersion?.handle, ...(fault !== undefined && { fault }) };
}

function faultOf({ format, filter, includeFields }: Listed): string | undefined {
  if (format !== 'JSON') {
    return `it sends ${format}`;
  }
  if (filter !== null && filter !== '') {
    return 'it has a filter, which keeps events from us';
  }
  return includeFields.length > 0 ? 'it leaves out fields' : undefined;
}
