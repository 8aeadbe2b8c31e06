import { describe, expect, it } from '@jest/globals';
import { type LocationId, parseLocationId, parseSku } from '../../../../shared/domain/identifiers.ts';
import { missingOf } from '../../../../shared/usecases/intake/missing-observations.ts';
import { postNow } from '../../../../shared/usecases/posting/post-observations.ts';
import { AMAZON, baseline, later, MAIN, MUG, movement, NOON, orderLine, SQUARE } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';
import { shows } from '../../../fakes/shops/imported-channels.ts';
import { amazonLine, linkedMugs } from '../../../fakes/shops/linked-mugs.ts';

const STORE = parseLocationId('store');
const NOON_MS = Date.parse(NOON);

/** A line at one of its places: so many units to ship, and so many that were lost there, or are only guessed to. */
function at(location: LocationId, toShip: number, lost = 0, version = NOON_MS) {
  const line = orderLine({ ordered: toShip + lost, shipped: lost, location, version });
  const gone = { ordered: lost, shipped: lost, returned: 0, deducted: lost };
  return { ...line, source: { ...line.source, key: `at ${location}` }, ...(lost > 0 && { lost: gone }) };
}

it('lost units that the ledger has at one place are not missing at the other, where a reading guesses them to be', async () => {
  const table = new MemoryTable();
  await postNow(postingPorts(table), MUG, [baseline(10)]);
  await postNow(postingPorts(table), MUG, [at(MAIN, 1, 1), at(STORE, 0, 0)]);
  const ports = { ledger: table.ledgerStore(), stock: table.reader() };
  const guess = [at(MAIN, 1), at(STORE, 0, 1)];
  expect(await missingOf(ports, MUG, guess, NOON_MS + 60_000)).toEqual([]);
  const moreLost = [at(MAIN, 0, 0, NOON_MS + 1_000), at(STORE, 0, 2, NOON_MS + 1_000)];
  expect(await missingOf(ports, MUG, moreLost, NOON_MS + 60_000)).toMatchObject([
    { observation: { location: MAIN, state: { ordered: 2, shipped: 2 } }, isNews: true },
    { observation: { location: STORE, state: { ordered: 0, shipped: 0 } }, isNews: false },
  ]);
});

const PACK = parseSku('MUG-3');
const pack = { channel: AMAZON, row: shows(PACK, 2, { externalId: PACK }) };
const READ_AT = Date.parse(later(600));

describe('a line of a linked listing, as a sweep reads it', () => {
  const linked = async () => {
    const shop = linkedMugs([pack]);
    await shop.post(baseline(20));
    await shop.link({ channel: AMAZON, listing: PACK, sku: MUG, units: 3 });
    return shop;
  };
  const missingIn = ({ table }: Awaited<ReturnType<typeof linked>>, line: ReturnType<typeof amazonLine>) =>
    missingOf({ ledger: table.ledgerStore(), stock: table.reader() }, PACK, [line], READ_AT);

  it('is missing where the SKU that it sells does not have it, and is queued under its name, as it was read', async () => {
    const shop = await linked();
    const line = amazonLine(PACK, AMAZON, { ordered: 2, at: later(5) });
    expect(await missingIn(shop, line)).toEqual([
      { sku: MUG, observation: { ...line, readAt: READ_AT }, isNews: true, isFinal: true },
    ]);
  });

  it('is not missing once the SKU that it sells has it, in units of that', async () => {
    const shop = await linked();
    const line = amazonLine(PACK, AMAZON, { ordered: 2, at: later(5) });
    await shop.post(line);
    expect(await missingIn(shop, line)).toEqual([]);
  });
});

it('a sale of Square is not missing at the SKU of now, where the one that its listing sold before has it', async () => {
  const CUP = parseSku('CUP');
  const duo = { channel: SQUARE, row: shows(parseSku('DUO'), 4, { externalId: 'V1', channelLocation: 'L1' }) };
  const { post, link, table } = linkedMugs([duo]);
  const sale = { ...movement('sold', -1), deducted: 1, channelLocation: 'L1', soldAs: 'V1' };
  const of = (id: string) => ({ ...sale, source: { channel: SQUARE, key: `square-change:square:${id}` } });
  await post(baseline(20), baseline(20, CUP));
  await link({ channel: SQUARE, listing: 'V1', sku: MUG, units: 2 });
  await post(of('A'));
  await link({ channel: SQUARE, listing: 'V1', sku: CUP, units: 3 });
  const ports = { ledger: table.ledgerStore(), stock: table.reader() };
  const swept = ['A', 'B'].map((id) => ({ ...of(id), sku: CUP }));
  expect(await missingOf(ports, CUP, swept, READ_AT)).toMatchObject([
    { observation: { source: { key: 'square-change:square:B' } } },
  ]);
});
