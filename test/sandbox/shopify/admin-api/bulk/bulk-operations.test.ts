import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BAG_ID, bodyOf, HAT_ID, MAIN_ID, openShopUnderTest, type ShopUnderTest } from '../../shop-under-test.ts';

const RUN = `mutation run($query: String!, $grouped: Boolean!) { bulkOperationRunQuery(query: $query, groupObjects: $grouped) {
  bulkOperation { id status url } userErrors { field message code } } }`;
const STATE = `query state($id: ID!) { bulkOperation(id: $id) { id status errorCode objectCount rootObjectCount url } }`;

const CATALOGUE = `{ productVariants { edges { node { id sku inventoryItem { id tracked
  level: inventoryLevel(locationId: "${MAIN_ID}") { quantities(names: ["available"]) { quantity } } } } } } }`;
const WITH_LEVELS = `{ inventoryItems { edges { node { id sku inventoryLevels { edges { node { id location { id } } } } } } } }`;

type Operation = { id: string; status: string; errorCode: string | null; url: string | null; objectCount: string };

let shop: ShopUnderTest;

beforeEach(async () => {
  shop = await openShopUnderTest({ topics: ['bulk_operations/finish'] });
});

afterEach(() => shop.close());

async function run(query: string, grouped = false) {
  const { data } = await shop.admin(RUN, { query, grouped });
  return data?.['bulkOperationRunQuery'] as { bulkOperation: Operation | null; userErrors: object[] };
}

/** The operation when it has finished, and the lines of its file. */
async function finished(id: string | undefined): Promise<{ operation: Operation; lines: Record<string, unknown>[] }> {
  for (;;) {
    const { data } = await shop.admin(STATE, { id });
    const operation = data?.['bulkOperation'] as Operation;
    if (operation.status === 'CREATED' || operation.status === 'RUNNING') {
      await new Promise((resolve) => setTimeout(resolve, 5));
      continue;
    }
    const text = operation.url === null ? '' : await (await fetch(operation.url)).text();
    const lines = text.split('\n').filter((line) => line !== '');
    return { operation, lines: lines.map((line) => JSON.parse(line)) };
  }
}

describe('a bulk operation', () => {
  it('exports the whole catalogue, a line for each variant, and says when it is done', async () => {
    const { bulkOperation, userErrors } = await run(CATALOGUE);
    expect(userErrors).toEqual([]);
    expect(bulkOperation).toMatchObject({ status: 'CREATED', url: null });
    const { operation, lines } = await finished(bulkOperation?.id);
    expect(operation).toMatchObject({ status: 'COMPLETED', objectCount: '2', rootObjectCount: '2' });
    expect(lines.map(({ sku, inventoryItem }) => [sku, inventoryItem]).sort()).toEqual([
      ['BAG', { id: BAG_ID, tracked: true, level: { quantities: [{ quantity: 10 }] } }],
      ['HAT', { id: HAT_ID, tracked: true, level: { quantities: [{ quantity: 5 }] } }],
    ]);
    expect(bodyOf(await shop.received(1), 'bulk_operations/finish')).toMatchObject({
      admin_graphql_api_id: bulkOperation?.id,
      status: 'completed',
      type: 'query',
    });
  });

  it('names the parent of each nested object, which stands somewhere before it', async () => {
    const loose = await finished((await run(WITH_LEVELS)).bulkOperation?.id);
    expect(loose.lines.map((line) => '__parentId' in line)).toEqual([false, false, true, true]);
    expect(
      loose.lines
        .slice(2)
        .map((line) => line['__parentId'])
        .sort(),
    ).toEqual([BAG_ID, HAT_ID].sort());
    const grouped = await finished((await run(WITH_LEVELS, true)).bulkOperation?.id);
    expect(grouped.lines.map((line) => '__parentId' in line)).toEqual([false, true, false, true]);
  });

  it.each([
    ['{ shop { id } }', 'Bulk queries must contain at least one connection.'],
    ['{ productVariants { nodes { id } } }', "Selecting via 'nodes' is not supported"],
    ['{ inventoryItems { edges { node { sku inventoryLevels { edges { node { id } } } } } } }', "without 'id'"],
    ['mutation { webhookSubscriptionDelete(id: "1") { deletedWebhookSubscriptionId } }', 'Invalid operation type'],
    ['{ productVariants {', 'Invalid bulk query'],
  ])('refuses %s', async (query, message) => {
    expect(await run(query)).toMatchObject({
      bulkOperation: null,
      userErrors: [{ field: ['query'], message: expect.stringContaining(message), code: 'INVALID' }],
    });
  });

  it('is one of five at a time', async () => {
    await shop.close();
    shop = await openShopUnderTest({ bulkWorkMs: 60_000 });
    for (let nth = 0; nth < 5; nth += 1) expect((await run(CATALOGUE)).userErrors).toEqual([]);
    expect(await run(CATALOGUE)).toMatchObject({
      userErrors: [{ field: null, code: 'OPERATION_IN_PROGRESS', message: expect.stringContaining('in progress') }],
    });
  });

  it('fails where the app may not read what it asks for', async () => {
    await shop.control('PUT', '/app', { scopes: ['read_orders'] });
    const { operation } = await finished((await run(CATALOGUE)).bulkOperation?.id);
    expect(operation).toMatchObject({ status: 'FAILED', errorCode: 'ACCESS_DENIED', url: null });
  });
});
