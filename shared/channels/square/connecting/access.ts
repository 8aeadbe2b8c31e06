/** Proves Square's access token, and finds what it lacks: locations, permissions. */

import * as v from 'valibot';
import type { SquareChannel } from '../../../channel-config.ts';
import { messageOf } from '../../../message-of.ts';
import type { AccountAccess, MissingGrant } from '../../../ports/connecting/connection.ts';
import { locationFindings } from '../../connecting/mapped-locations.ts';
import { eachRow } from '../../rows.ts';
import { PAGED_READ_TRIES, whileThrottled } from '../../while-throttled.ts';
import type { SquareApi, SquareRequest } from '../client/api.ts';
import { IN_STOCK } from '../client/quantity.ts';

/** Source: `Location` and `LocationStatus` of Square's API definition (square/connect-api-specification @5733f662, 2025-08). */
const location = v.object({ id: v.string(), merchant_id: v.nullish(v.string(), ''), status: v.nullish(v.string()) });
/** A location that cannot be read is none that the channel maps, or is found missing. */
const locations = v.object({ locations: v.optional(eachRow(location), []) });

/** Whether Square accepts the token, and what the token lacks. Rejects when Square gives no answer. */
export async function readAccess(channel: SquareChannel, api: SquareApi): Promise<AccountAccess> {
  const answer = await asked(api, { method: 'GET', path: '/v2/locations' }, locations);
  if (answer.kind !== 'done') {
    return { kind: 'refused', reason: answer.reason };
  }
  const found = answer.value.locations.rows;
  const isOpen = new Map(found.map(({ id, status }) => [id, status !== 'INACTIVE']));
  const missing = locationFindings(Object.keys(channel.locations), isOpen, {
    isMissing: 'the account has no such location',
    isClosed: 'it is inactive at Square, and sells nothing: activate it in the Square Dashboard',
  });
  return {
    kind: 'accepted',
    account: found[0]?.merchant_id ?? 'an account without locations',
    missing: [...missing, ...(await missingPermissions(channel, api))],
  };
}

/**
 * An application's own token has the permissions that there were when the application was made, and an OAuth token those
 * that its merchant gave; neither says which. So each is tried by a call that changes nothing. INVENTORY_WRITE has no such
 * call: a push without it pauses the channel.
 * Source: https://developer.squareup.com/reference/square/enums/OAuthPermission (2026).
 */
async function missingPermissions(channel: SquareChannel, api: SquareApi): Promise<readonly MissingGrant[]> {
  const query = new URLSearchParams({ types: 'ITEM' });
  const body = { location_ids: Object.keys(channel.locations), states: [IN_STOCK], limit: 1 };
  const tried: readonly { readonly grant: string; readonly without: string; readonly by: SquareRequest }[] = [
    {
      grant: 'permission ITEMS_READ',
      without: 'the catalogue cannot be imported',
      by: { method: 'GET', path: `/v2/catalog/list?${query}` },
    },
    {
      grant: 'permission INVENTORY_READ',
      without: 'neither sales nor what the account shows can be read',
      by: { method: 'POST', path: '/v2/inventory/counts/batch-retrieve', body },
    },
  ];
  const missing: MissingGrant[] = [];
  for (const { grant, without, by } of tried) {
    try {
      const answer = await asked(api, by, v.object({}));
      if (answer.kind === 'credentialsGone') {
        missing.push({ grant, without: `${without} (${answer.reason})`, isRequired: true });
      }
    } catch (error) {
      const unknown = `nobody can say whether the token has it (${messageOf(error)})`;
      missing.push({ grant, without: unknown, isRequired: false });
    }
  }
  return missing;
}

function asked<const Schema extends v.GenericSchema>(api: SquareApi, request: SquareRequest, schema: Schema) {
  return whileThrottled(() => api.ask(request, schema), PAGED_READ_TRIES);
}
