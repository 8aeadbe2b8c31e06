import { describe, expect, it } from '@jest/globals';
import { observationMessage } from '../../../../shared/aws/shapes/messages.ts';
import { observationShape } from '../../../../shared/aws/shapes/observation.ts';
import { parseQuantity, parseSku } from '../../../../shared/domain/identifiers.ts';
import { isDoubled } from '../../../../shared/domain/listing/catalogue-note.ts';
import type { OrderLineObservation } from '../../../../shared/domain/stock/observation.ts';
import { prune } from '../../../../shared/usecases/importing/apply-import.ts';
import { skuReadings } from '../../../../shared/usecases/importing/plan-import.ts';
import {
  baselineOf,
  firstOf,
  stockFromChannel,
  stockFromCount,
} from '../../../../shared/usecases/importing/stock-source.ts';
import { postNow } from '../../../../shared/usecases/posting/post-observations.ts';
import { intentOf } from '../../../contract/table-steps.ts';
import { AMAZON, MAIN, MUG, NOON, orderLine, POS, SHOPIFY } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';
import { channelOf, importing, shows } from '../../../fakes/shops/imported-channels.ts';

const CUP = parseSku('CUP');
/** The bytes of a message of SQS (SQS quotas, 2025-08). */
const MESSAGE_BYTES_MAX = 1_048_576;

/** So many open orders of the mug, each id of so many characters. */
function openOrders(orders: number, idLength: number): readonly OrderLineObservation[] {
  return Array.from({ length: orders }, (_, index) => {
    const order = `${index}`.padStart(idLength, '0');
    return orderLine({ order, line: order });
  });
}

describe('matching the channels’ catalogues', () => {
  it('matches by SKU over all pages and takes each SKU in with what its source has on hand', async () => {
    const table = new MemoryTable();
    const { plan, apply } = await importing(table, [
      channelOf(SHOPIFY, { pages: [[shows(MUG, 8)], [shows(CUP, 5)]] }),
      channelOf(AMAZON, { pages: [[shows(MUG, 10)]] }),
    ]);
    expect(plan.newSkus).toEqual([MUG, CUP]);
    await apply();
    expect(await table.reader().skuState(MUG)).toMatchObject({
      seq: 1,
      stock: { main: { onHand: 8 } },
      listings: [
        { channel: SHOPIFY, shown: 8 },
        { channel: AMAZON, shown: 10 },
      ],
    });
    const order = 'import:2026-11-24T12:00:00.000Z';
    expect((await table.reader().entry(CUP, 1))?.source).toEqual({ channel: SHOPIFY, order, key: 'baseline' });
  });

  it.each([
    ['as many open orders as may be', 1_500, 14],
    ['open orders with long ids, up to the bytes that may be', 950, 128],
  ])('takes a SKU in with %s: its message is one that SQS takes', async (_, orders, idLength) => {
    const table = new MemoryTable();
    const open = openOrders(orders, idLength);
    const { plan, apply } = await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]], open })]);
    expect(plan).toMatchObject({ newSkus: [MUG], tooManyOpen: [] });
    const [reading] = skuReadings(plan.readings, plan.listings);
    const stock = reading && plan.source.stockOf(reading);
    const message = reading &&
      stock && {
        sku: MUG,
        observations: [baselineOf(reading, stock, [MAIN], { batchId: 'import:1', receivedAt: NOON })].map(
          observationShape.stamp,
        ),
      };
    const bytes = Buffer.byteLength(JSON.stringify(message && observationMessage.stamp(message)));
    expect([bytes > 500_000, bytes < MESSAGE_BYTES_MAX]).toEqual([true, true]);
    await apply();
    const { stock: after } = (await table.reader().skuState(MUG)) ?? {};
    expect(after).toMatchObject({ main: { onHand: 8, committed: orders, unavailable: 0 } });
  });

  it.each([
    ['more open orders than may be', 1_501, 14],
    ['more bytes of open orders than one message takes', 1_400, 128],
  ])('leaves a SKU with %s outside and names it, and takes in the others', async (_, orders, idLength) => {
    const table = new MemoryTable();
    const pages = [[shows(MUG, 8), shows(CUP, 5)]];
    const { plan, apply } = await importing(table, [channelOf(SHOPIFY, { pages, open: openOrders(orders, idLength) })]);
    expect(plan).toMatchObject({ newSkus: [CUP], tooManyOpen: [{ sku: MUG, lines: orders }] });
    await apply();
    expect(await table.reader().skuState(MUG)).toBeUndefined();
    expect(await table.reader().skuState(CUP)).toMatchObject({ seq: 1 });
  });

  it('writes nothing before it is applied', async () => {
    const table = new MemoryTable();
    await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] })]);
    expect(await table.reader().skuState(MUG)).toBeUndefined();
  });

  it('leaves the stock of a SKU alone that the ledger has, and prints both figures', async () => {
    const table = new MemoryTable();
    await (await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] })])).apply();
    const { plan, apply } = await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 3)]] })]);
    expect(plan).toMatchObject({
      known: [MUG],
      newSkus: [],
      differing: [{ sku: MUG, location: MAIN, ledger: 8, source: 3 }],
    });
    await apply();
    expect(await table.reader().skuState(MUG)).toMatchObject({
      seq: 1,
      stock: { main: { onHand: 8 } },
      listings: [{ shown: 8 }],
    });
  });

  it('reports and renews listings that changed, and reports new ones of known SKUs', async () => {
    const table = new MemoryTable();
    await (await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] })])).apply();
    const { plan, apply } = await importing(table, [
      channelOf(SHOPIFY, { pages: [[shows(MUG, 8, { externalId: 'other', managed: false })]] }),
      channelOf(AMAZON, { pages: [[shows(MUG, 8)]] }),
    ]);
    expect(plan.changed).toEqual([
      {
        sku: MUG,
        channel: SHOPIFY,
        channelLocation: '-',
        changes: ['id id-MUG → other', 'ours to push → kept by the channel'],
      },
    ]);
    expect(plan.added).toEqual([{ sku: MUG, channel: AMAZON, channelLocation: '-' }]);
    await apply();
    const skuState = await table.reader().skuState(MUG);
    expect(skuState?.listings[0]).toMatchObject({ externalId: 'other', managed: false });
  });

  it('takes the quantity of a listing that was made again under its SKU, and has it reconciled at once', async () => {
    const table = new MemoryTable();
    await (await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 100)]] })])).apply();
    const again = channelOf(SHOPIFY, { pages: [[shows(MUG, 300, { externalId: 'remade' })]] });
    const { apply, ports } = await importing(table, [again]);
    await apply();
    const [listing] = (await table.reader().skuState(MUG))?.listings ?? [];
    expect(listing).toMatchObject({ externalId: 'remade', shown: 300, evidence: { kind: 'page' } });
    expect(ports.asked).toMatchObject([{ sku: MUG, channel: SHOPIFY, channelLocation: '-' }]);
  });

  it('has a known SKU reconciled at once on a channel that lists it anew', async () => {
    const table = new MemoryTable();
    await (await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 3)]] })])).apply();
    const both = [channelOf(SHOPIFY, { pages: [[shows(MUG, 3)]] }), channelOf(AMAZON, { pages: [[shows(MUG, 10)]] })];
    const { apply, ports } = await importing(table, both);
    await apply();
    expect(ports.asked).toMatchObject([{ sku: MUG, channel: AMAZON }]);
  });

  it('has compared again what shows another quantity than is believed, and says both figures', async () => {
    const table = new MemoryTable();
    await (await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] })])).apply();
    const { plan, apply, ports } = await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 10)]] })]);
    const place = { sku: MUG, channel: SHOPIFY, channelLocation: '-' };
    expect(plan.believedOtherwise).toEqual([{ ...place, shown: 8, shows: 10 }]);
    await apply();
    expect(ports.asked).toMatchObject([place]);
  });

  it('reports no difference for what other channels have sold and not shipped', async () => {
    const table = new MemoryTable();
    const stock = (onHand: number) => ({ stock: { onHand, unavailable: 0 } });
    await (await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 8, stock(8))]] })])).apply();
    const sold = orderLine({ channel: AMAZON, ordered: 3 });
    await postNow(postingPorts(table), MUG, [sold]);
    const store = table.pushStore(SHOPIFY, ['-']);
    const listing = (await store.read(MUG))?.listings[0];
    const claimed = listing && (await store.claim(listing, intentOf({ delta: -3, target: 5 })));
    if (claimed?.intent !== undefined) {
      await store.finish(claimed, { intent: claimed.intent, endedAt: NOON, answer: 'applied' }, { answered: 5 });
    }
    const { plan } = await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 5, stock(5))]] })]);
    expect([plan.differing, plan.believedOtherwise]).toEqual([[], []]);
  });

  it.each([
    ['are no difference on hand', 5, 3, []],
    ['are so many only', 5, 1, [{ sku: MUG, location: MAIN, ledger: 8, source: 6 }]],
    ['make up no units there', 5, 9, []],
    ['hide no units that came in', 10, 3, [{ sku: MUG, location: MAIN, ledger: 8, source: 10 }]],
  ])('units that the channel has off sale %s', async (_name, now, unavailable, differing) => {
    const table = new MemoryTable();
    const stock = (off: number) => ({ stock: { onHand: 8, unavailable: off } });
    await (await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 8, stock(0))]] })])).apply();
    const { plan } = await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, now, stock(unavailable))]] })]);
    expect(plan.differing).toEqual(differing);
  });

  it('reports listings that are in the catalogue no more, and ends their pushes when asked to', async () => {
    const table = new MemoryTable();
    const both = [shows(MUG, 8)];
    await (
      await importing(table, [channelOf(SHOPIFY, { pages: [both] }), channelOf(AMAZON, { pages: [both] })])
    ).apply();
    const { plan, ports } = await importing(table, [channelOf(SHOPIFY, { pages: [both] }), channelOf(AMAZON)]);
    expect(plan.vanished).toMatchObject([{ sku: MUG, channel: AMAZON }]);
    await prune(ports, plan);
    const skuState = await table.reader().skuState(MUG);
    expect(skuState?.listings.map(({ channel, managed }) => [channel, managed])).toEqual([
      [SHOPIFY, true],
      [AMAZON, false],
    ]);
  });

  it('has the first sweep of each channel begin where it began to read: what is lost until then is found', async () => {
    const { apply, ports } = await importing(new MemoryTable(), [channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] })]);
    const later = { sweptTo: '2026-11-25T12:00:00.000Z', windowMs: 1 };
    await apply();
    expect(await ports.sweeps.begin(SHOPIFY, later)).toMatchObject({ sweptTo: NOON });
    expect(await ports.sweeps.begin(AMAZON, later)).toEqual(later);
  });

  it('leaves out a SKU that stands twice in one channel, and names its listings', async () => {
    const pages = [[shows(MUG, 8, { externalId: 'a' }), shows(MUG, 2, { externalId: 'b' }), shows(CUP, 5)]];
    const { plan } = await importing(new MemoryTable(), [channelOf(SHOPIFY, { pages })]);
    expect(plan.duplicates).toEqual([{ channel: SHOPIFY, sku: MUG, externalIds: ['a', 'b'] }]);
    expect(plan.newSkus).toEqual([CUP]);
  });

  it('notes on a listing that was registered before that its SKU is there twice now, until it is not any more', async () => {
    const table = new MemoryTable();
    const alone = [[shows(MUG, 8, { externalId: 'a' })]];
    const double = [[shows(MUG, 8, { externalId: 'a' }), shows(MUG, 2, { externalId: 'b' })]];
    const listed = async () => (await table.reader().skuState(MUG))?.listings.map(isDoubled);
    await (await importing(table, [channelOf(SHOPIFY, { pages: alone })])).apply();
    await (await importing(table, [channelOf(SHOPIFY, { pages: double })])).apply();
    expect(await listed()).toEqual([true]);
    const mended = await importing(table, [channelOf(SHOPIFY, { pages: alone })]);
    await mended.apply();
    expect(await listed()).toEqual([false]);
    // What was not raised meanwhile is due now, though it shows what is believed.
    expect(mended.plan.changed).toMatchObject([{ sku: MUG, changes: ['its SKU twice there → once'] }]);
    expect(mended.ports.asked).toMatchObject([{ sku: MUG, channel: SHOPIFY }]);
  });

  it('names what did not match: without a figure, on one channel only, on none, and what no ledger can keep', async () => {
    const leftOut = [{ externalId: '9', sku: '', title: 'Gift wrap', reason: 'It has no SKU.' }];
    const { plan } = await importing(
      new MemoryTable(),
      [
        channelOf(SHOPIFY, { pages: [[shows(MUG, 8, { title: 'Mug' })]], leftOut }),
        channelOf(AMAZON, { pages: [[shows(CUP, 4)]] }),
      ],
      firstOf([
        stockFromCount(POS, new Map([[parseSku('TILL'), { [MAIN]: parseQuantity(3) }]]), NOON),
        stockFromChannel(SHOPIFY),
      ]),
    );
    expect(plan).toMatchObject({
      newSkus: [MUG, 'TILL'],
      withoutStock: [CUP],
      unlisted: ['TILL'],
      onOneChannel: [
        { sku: MUG, channel: SHOPIFY, title: 'Mug' },
        { sku: CUP, channel: AMAZON },
      ],
      leftOut: [{ channel: SHOPIFY, externalId: '9', title: 'Gift wrap' }],
    });
  });
});
