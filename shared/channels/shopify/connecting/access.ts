/** Proves the app's credentials, and finds what it lacks: scopes, locations, approvals, the version of its webhooks. */

import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import { messageOf } from '../../../message-of.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import type { AccountAccess, MissingGrant } from '../../../ports/connecting/connection.ts';
import type { Clock } from '../../../ports/journal.ts';
import { locationFindings } from '../../connecting/mapped-locations.ts';
import { PAGED_READ_TRIES, whileThrottled } from '../../while-throttled.ts';
import { SHOPIFY_API_VERSION, versionNotice } from '../api-version.ts';
import type { AdminApi } from '../client/api.ts';
import { globalId, numericId } from '../client/global-id.ts';
import { missingScopes } from '../intake/topics.ts';
import { ANY_ORDER, GRANTED_SCOPES, LOCATIONS, SHOP_NAME } from './connection-documents.ts';
import { copiedOrders } from './copied-orders.ts';
import { readSubscriptions } from './subscriptions.ts';

const installation = v.object({
  currentAppInstallation: v.object({ accessScopes: v.array(v.object({ handle: v.string() })) }),
});

/** The scopes that the shop has granted to the app. */
export async function readScopes(api: AdminApi): Promise<readonly string[]> {
  const { currentAppInstallation } = await api.read(GRANTED_SCOPES, {}, installation, PAGED_READ_TRIES);
  return currentAppInstallation.accessScopes.map(({ handle }) => handle);
}

/** Whether the shop accepts the app, and what the app lacks. Rejects when the shop gives no answer. */
export async function readAccess(channel: ShopifyChannel, api: AdminApi, clock: Clock): Promise<AccountAccess> {
  try {
    const granted = await readScopes(api);
    const scopes = missingScopes(granted, Object.keys(channel.locations).length);
    const isStateAsked = granted.includes('read_locations');
    const lacks = (scope: string) => scopes.some(({ grant }) => grant === scope);
    return {
      kind: 'accepted',
      account: channel.shop,
      missing: [
        ...(await otherName(channel, api)),
        ...scopes,
        ...(lacks('read_orders') ? [] : await ordersFindings(channel, api)),
        ...(lacks('read_inventory') ? [] : await findingsOfLocations(channel, api, isStateAsked)),
        ...(await otherVersions(api)),
        ...endOfVersion(clock()),
      ],
    };
  } catch (error) {
    if (error instanceof CredentialsGoneError) {
      return { kind: 'refused', reason: error.message };
    }
    throw error;
  }
}

const named = v.object({ shop: v.object({ myshopifyDomain: v.string() }) });

/**
 * A shop answers to a name that it had before as well, but its webhooks carry the one that it has: they would be refused as
 * another shop's. Source: `Shop.myshopifyDomain`, "the shop's .myshopify.com domain name" (schema 2026-10); that webhooks
 * carry no other is our assumption.
 */
async function otherName({ shop }: ShopifyChannel, api: AdminApi): Promise<readonly MissingGrant[]> {
  const name = (await api.read(SHOP_NAME, {}, named, PAGED_READ_TRIES)).shop.myshopifyDomain.toLowerCase();
  const without = `its webhooks come under ${name} and are refused: set the channel's shop to that in stockline.config.ts`;
  return name === shop ? [] : [{ grant: `the name ${shop}`, without, isRequired: true }];
}

/** A shop that does not answer these questions is connected all the same: what is missing shows with the first order. */
async function ordersFindings(channel: ShopifyChannel, api: AdminApi): Promise<readonly MissingGrant[]> {
  try {
    const missing = await missingApproval(api);
    return missing.length > 0 ? missing : await copiedOrders(channel, api);
  } catch (error) {
    const without = `nobody can say whether the app may read orders, nor whether another app copies some into the shop (${messageOf(error)})`;
    return [{ grant: 'a reading of the newest orders', without, isRequired: false }];
  }
}

/**
 * Shopify shows orders, and sends webhooks of them, only to apps that are approved for protected customer data, level 1.
 * An app of one merchant always is. Sources: https://shopify.dev/docs/apps/launch/protected-customer-data (2026),
 * https://github.com/Shopify/cli/issues/3443 (2024), https://github.com/statamic-rad-pack/shopify/issues/333 (2026).
 */
async function missingApproval(api: AdminApi): Promise<readonly MissingGrant[]> {
  const answer = await whileThrottled(() => api.ask(ANY_ORDER, {}, v.object({})), PAGED_READ_TRIES);
  if (answer.kind === 'done') {
    return [];
  }
  const without = `orders are neither sent nor read: ask for it in the app's API access settings (${answer.reason})`;
  return [{ grant: 'access to protected customer data, level 1', without, isRequired: true }];
}

const nodes = v.object({
  nodes: v.array(v.nullable(v.object({ id: v.string(), isActive: v.optional(v.boolean(), true) }))),
});

/**
 * Mapped locations that the shop does not have, or has deactivated. Of a location an app may read the id with
 * read_inventory, and anything else with read_locations only, which Stockline does not need
 * (https://shopify.dev/changelog/location-id-queryable-with-inventory-scopes, 2025-03).
 */
async function findingsOfLocations(
  channel: ShopifyChannel,
  api: AdminApi,
  isStateAsked: boolean,
): Promise<readonly MissingGrant[]> {
  const mapped = Object.keys(channel.locations);
  const ids = mapped.map((location) => globalId('Location', location));
  const found = (await api.read(LOCATIONS, { ids, isStateAsked }, nodes, PAGED_READ_TRIES)).nodes;
  const isOpen = new Map(found.flatMap((node) => (node === null ? [] : [[numericId(node.id), node.isActive]])));
  return locationFindings(mapped, isOpen, {
    isMissing: 'the shop has no such location',
    isClosed: 'the shop has deactivated it, and sells nothing from there: activate it in Settings, Locations',
  });
}

/**
 * Webhooks are written in the version that the app is set to, whatever the URL of the call that subscribed to them.
 * Source: `WebhookSubscription.apiVersion` of the schema 2026-10.
 */
export async function otherVersions(api: AdminApi): Promise<readonly MissingGrant[]> {
  const versions = new Set((await readSubscriptions(api)).flatMap(({ version = [] }) => version));
  versions.delete(SHOPIFY_API_VERSION);
  return [...versions].map((version) => ({
    grant: `webhooks of API version ${SHOPIFY_API_VERSION}`,
    without: `they are written as of ${version}: set the app's webhook API version to ${SHOPIFY_API_VERSION}`,
    isRequired: false,
  }));
}

function endOfVersion(now: Date): readonly MissingGrant[] {
  const without = versionNotice(now);
  return without === undefined ? [] : [{ grant: 'a newer version of Stockline', without, isRequired: false }];
}
