/** A shop for the page: SKUs, sales, pushes and shares, written as the functions write them. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { storedHead } from '../../shared/aws/ledger/items.ts';
import { headKey } from '../../shared/aws/ledger/table-keys.ts';
import { putOnLists } from '../../shared/aws/lists/put-on-lists.ts';
import { type ChannelId, parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import type { KeptProposal } from '../../shared/ports/reading/proposals.ts';
import { intentOf, missing, post, register } from '../contract/table-steps.ts';
import { AMAZON, baseline, MAIN, orderLine, SHARED_RULES, SHOPIFY, SQUARE } from '../fakes/facts.ts';
import type { PageServer } from './page-server.ts';

const SELLING = [SHOPIFY, AMAZON, SQUARE] as const;

export type Shop = ReturnType<typeof shopOn>;

/** What a test does with the table behind the page. */
export function shopOn({ client, table }: PageServer) {
  const at = () => new Date().toISOString();
  const listed = async (name: string, units: number) => {
    const sku = parseSku(name);
    for (const channel of SELLING) {
      await register(table.registry, sku, channel, units, 'difference', { externalId: `${channel} ${sku}` });
    }
    await post(table.ledger, sku, [{ ...baseline(units, sku), occurredAt: at(), receivedAt: at() }], at());
    return sku;
  };
  let orders = 0;
  /** A customer buys, and the ledger has it. */
  const sell = async (sku: Sku, channel: ChannelId, ordered = 1) => {
    orders += 1;
    const order = `10${String(orders).padStart(2, '0')}`;
    await post(table.ledger, sku, [orderLine({ sku, channel, order, ordered, at: at() })], at());
    return order;
  };
  /** The channel is set to so many, and answers. */
  const push = async (sku: Sku, channel: ChannelId, target: number) => {
    const store = table.pushes(channel, ['-']);
    const { listings: [listing] = [], seq } = (await store.read(sku)) ?? missing();
    const read = listing ?? missing();
    const generation = read.generation + 1;
    const startedAt = at();
    const intent = intentOf({ generation, seq, delta: target - read.shown, target, changeFrom: read.shown, startedAt });
    const claimed = (await store.claim(read, intent)) ?? missing();
    await store.finish(claimed, { intent, endedAt: at(), answer: `applied, now shows ${target}` });
  };
  /** So many SKUs that nothing is wrong with, written without their entries. */
  const fill = async (units: number) => {
    const zeros = '0'.repeat(64);
    const stock = { [MAIN]: { onHand: 20, committed: 0, held: 0, unavailable: 0 } };
    const head = storedHead({ seq: 1, headHash: zeros, lastPostedAt: at(), stock, countedAt: {} });
    for (let index = 0; index < units; index += 1) {
      const sku = parseSku(`SKU-${String(index).padStart(5, '0')}`);
      await client.send(new PutCommand({ TableName: 'Ledger', Item: { ...headKey(sku), ...head } }));
      await putOnLists(client, 'Ledger', sku, ['all']);
    }
  };
  /** The SKU is divided: each listing may sell its own share. */
  const divide = async (sku: Sku, units: Readonly<Record<string, number>>) => {
    const read = (await table.exposures.read(sku)) ?? missing();
    const shares = Object.fromEntries(
      Object.entries(units).map(([listing, each]) => [listing, { units: each, goal: each, since: at() }]),
    );
    const exposure = { rules: { ...SHARED_RULES, policy: 'escrow' as const }, revision: 1, shares };
    const written = await table.exposures.write(read, { exposure, demand: undefined });
    if (written !== 'committed') {
      throw new Error(`${sku}: ${written}`);
    }
  };
  /** The catalogues were compared: a listing is likely to sell the SKU, one may, and so many are like nothing. */
  const propose = (sku: Sku, unmatched: number) => {
    const found = (listing: string, kind: KeptProposal['kind'], candidates: KeptProposal['candidates']) => ({
      ...{ channel: AMAZON, listing, name: parseSku(`N-${listing}`), title: 'A red mug', kind, candidates },
    });
    const none = Array.from({ length: unmatched }, (_, index) => found(`G${index}`, 'unmatched', []));
    const listings = [
      found('1A-2B3C', 'proposed', [{ sku, because: ['gtin'] }]),
      found('77', 'ambiguous', [{ sku, because: ['lookAlike'], but: ['otherNumber'] }]),
      ...none,
    ];
    return table.proposals.keep({ asOf: at(), listings });
  };
  return { listed, sell, push, fill, divide, propose };
}
