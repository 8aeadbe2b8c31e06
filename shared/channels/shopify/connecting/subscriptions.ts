/** Reads the webhook subscriptions that the app has made through the Admin API. */

import * as v from 'valibot';
import type { Registered } from '../../connecting/registrations.ts';
import { type OddRow, readRows, textOf } from '../../rows.ts';
import { PAGED_READ_TRIES } from '../../while-throttled.ts';
import type { AdminApi } from '../client/api.ts';
import { everyNode, rowPage } from '../client/pages.ts';
import { SUBSCRIPTIONS } from './connection-documents.ts';

const PAGE_SIZE = 100;

const subscription = v.object({
  id: v.string(),
  topic: v.string(),
  uri: v.string(),
  format: v.string(),
  filter: v.nullable(v.string()),
  includeFields: v.array(v.string()),
  apiVersion: v.nullish(v.object({ handle: v.string() })),
});

const subscriptionsPage = v.object({ webhookSubscriptions: rowPage });

type Listed = v.InferOutput<typeof subscription>;

/** `version`: the API version that its messages are written in, which is the app's; undefined where Shopify does not say. */
export type ShopifySubscription = Registered & { readonly version: string | undefined };

/** All of them, page by page. One that cannot be read counts as somebody else's, and its target says why: it stays as it is. */
export async function readSubscriptions(api: AdminApi): Promise<readonly ShopifySubscription[]> {
  const pageAfter = async (after: string | null) => {
    const page = await api.read(SUBSCRIPTIONS, { first: PAGE_SIZE, after }, subscriptionsPage, PAGED_READ_TRIES);
    return page.webhookSubscriptions;
  };
  const { rows, odd } = readRows(await everyNode(await pageAfter(null), pageAfter), subscription);
  return [...rows.map(subscriptionOf), ...odd.map(unreadable)];
}

function unreadable({ row, reason }: OddRow): ShopifySubscription {
  const topic = textOf(row, 'topic') ?? 'a topic that Shopify does not name';
  return { id: textOf(row, 'id') ?? '', topic, target: `a target that cannot be read (${reason})`, version: undefined };
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
