/** The tests that every store of links passes, in memory and in DynamoDB. */
import { describe, expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../shared/domain/identifiers.ts';
import { type Link, relinked } from '../../../shared/domain/listing/link.ts';
import { placeOfItem } from '../../../shared/domain/listing/place.ts';
import type { CatalogueListing } from '../../../shared/ports/channel/channel.ts';
import type { ExposureStore } from '../../../shared/ports/exposure/exposure-store.ts';
import type { LinkChange, LinkStore } from '../../../shared/ports/importing/links.ts';
import type { ListingRegistry } from '../../../shared/ports/importing/listing-registry.ts';
import type { LedgerStore } from '../../../shared/ports/posting/posting.ts';
import type { PushStore } from '../../../shared/ports/pushing/push-store.ts';
import { AMAZON, baseline, later, MAIN, movement, SHARED_RULES } from '../../fakes/facts.ts';
import { intentOf, missing, post, postingFor, register } from '../table-steps.ts';

type Ports = {
  readonly ledger: LedgerStore;
  readonly registry: ListingRegistry;
  readonly exposures: ExposureStore;
  readonly links: LinkStore;
  pushes(channel: typeof AMAZON, channelLocations: readonly string[]): PushStore;
};

const LATER = new Date(later(60));

/** What every store does with a listing that is linked to another SKU. */
export function linkTableContract(name: string, portsOf: () => Ports): void {
  let pairs = 0;
  /** A name and a SKU of their own for each test: the table is shared. */
  const freshPair = (): readonly [Sku, Sku] => {
    pairs += 1;
    const suffix = `${name} ${pairs} ${Date.now()}`;
    return [parseSku(`alias ${suffix}`), parseSku(`sku ${suffix}`)];
  };
  const linkTo = (alias: Sku, sku: Sku, units = 3): Link => ({
    channel: AMAZON,
    externalId: alias,
    name: alias,
    sku,
    units,
    before: [alias],
  });
  const coming = ({ sku, units, externalId }: Link, shows = 6): CatalogueListing => ({
    sku,
    units,
    externalId,
    channelLocation: placeOfItem('-', externalId),
    drawsOn: [MAIN],
    managed: true,
    shows,
  });
  const changeTo = async (after: Link, before?: Link): Promise<LinkChange> => {
    const { listings } = await portsOf().ledger.load(before?.sku ?? after.name, []);
    return {
      links: [{ ...(before && { before }), after }],
      leaves: listings.filter(({ externalId }) => externalId === after.externalId),
      comes: [coming(after)],
      channel: AMAZON,
      pushMode: 'absolute',
    };
  };
  const stocked = async (): Promise<readonly [Sku, Sku]> => {
    const { ledger, registry } = portsOf();
    const [alias, sku] = freshPair();
    await register(registry, alias, AMAZON, 2, 'absolute', { externalId: alias });
    await register(registry, sku, AMAZON, 9, 'absolute');
    await post(ledger, sku, [baseline(9, sku)]);
    return [alias, sku];
  };

  describe(`${name}: a link`, () => {
    it('moves the listing to the SKU that it sells, beside the listing that is there', async () => {
      const { ledger, links, pushes, registry } = portsOf();
      const [alias, sku] = await stocked();
      const link = linkTo(alias, sku);
      expect(await links.write([await changeTo(link)], LATER)).toBe('written');
      expect(await ledger.load(alias, [])).toMatchObject({ seq: 0, listings: [], links: [link] });
      const listings = (await pushes(AMAZON, ['-']).read(sku))?.listings ?? [];
      expect(listings.map(({ externalId, shown }) => [externalId, shown]).sort()).toEqual(
        [
          [`id of ${sku}`, 9],
          [alias, 6],
        ].sort(),
      );
      expect(listings.find(({ externalId }) => externalId === alias)).toMatchObject({
        units: 3,
        managed: true,
        shownAsOf: LATER.toISOString(),
        evidence: { kind: 'reading' },
        push: { kind: 'absolute' },
      });
      expect(await registry.skuOf(AMAZON, alias)).toBe(sku);
      expect((await links.ofChannel(AMAZON)).filter((each) => each.name === alias)).toEqual([link]);
    });

    it('is not written while a push of the listing is on its way, and neither is anything of it', async () => {
      const { ledger, links, pushes } = portsOf();
      const [alias, sku] = await stocked();
      await post(ledger, alias, [baseline(2, alias)]);
      const before = await changeTo(linkTo(alias, sku));
      const store = pushes(AMAZON, ['-']);
      const [listing = missing()] = (await store.read(alias))?.listings ?? [];
      await store.claim(listing, intentOf({}));
      expect(await links.write([before], LATER)).toBe('conflict');
      expect(await links.write([await changeTo(linkTo(alias, sku))], LATER)).toBe('conflict');
      expect((await ledger.load(alias, [])).links).toBeUndefined();
      expect((await store.read(sku))?.listings).toHaveLength(1);
    });

    it('is not written on what another has linked since', async () => {
      const { links } = portsOf();
      const [alias, sku] = await stocked();
      const early = await changeTo(linkTo(alias, sku));
      expect(await links.write([await changeTo(linkTo(alias, sku, 2))], LATER)).toBe('written');
      expect(await links.write([early], LATER)).toBe('conflict');
    });

    it('to other units of the same SKU renews the listing where it is, with a generation that it never had', async () => {
      const { ledger, links } = portsOf();
      const [alias, sku] = await stocked();
      const link = linkTo(alias, sku);
      await links.write([await changeTo(link)], LATER);
      const generationOf = async () =>
        (await ledger.load(sku, [])).listings.find(({ externalId }) => externalId === alias)?.generation ?? 0;
      const first = await generationOf();
      const again = relinked(link, sku, 2);
      const evenLater = new Date(LATER.getTime() + 5_000);
      expect(await links.write([await changeTo(again, link)], evenLater)).toBe('written');
      expect(await generationOf()).toBeGreaterThan(first);
      expect((await ledger.load(sku, [])).listings).toHaveLength(2);
    });

    it('lets no posting through that was worked out before it: the head would forget its place', async () => {
      const { ledger, links, pushes } = portsOf();
      const [alias, sku] = await stocked();
      const early = await postingFor(ledger, sku, [movement('received', 5, { sku })]);
      await links.write([await changeTo(linkTo(alias, sku))], LATER);
      expect(await ledger.commit(early)).toBe('conflict');
      await post(ledger, sku, [movement('received', 5, { sku })]);
      expect((await pushes(AMAZON, ['-']).read(sku))?.listings).toHaveLength(2);
    });

    it('of a SKU that is not in the ledger yet is found by its first posting', async () => {
      const { ledger, links, registry, pushes } = portsOf();
      const [alias, sku] = freshPair();
      await register(registry, alias, AMAZON, 2, 'absolute', { externalId: alias });
      await links.write([await changeTo(linkTo(alias, sku))], LATER);
      await post(ledger, sku, [baseline(9, sku)]);
      expect((await pushes(AMAZON, ['-']).read(sku))?.listings).toMatchObject([{ externalId: alias }]);
    });

    it('lets no older raise begin: what the SKU’s listings may show is revised', async () => {
      const { links, exposures } = portsOf();
      const [alias, sku] = await stocked();
      const read = (await exposures.read(sku)) ?? missing();
      const exposure = { rules: SHARED_RULES, revision: 1 };
      expect(await exposures.write(read, { exposure, demand: undefined })).toBe('committed');
      await links.write([await changeTo(linkTo(alias, sku))], LATER);
      expect((await exposures.read(sku))?.exposure?.revision).toBe(2);
    });

    it('leaves a listing that has a share where it was, unmanaged, until a reading proves what it shows', async () => {
      const { ledger, links, exposures } = portsOf();
      const [alias, sku] = await stocked();
      await post(ledger, alias, [baseline(2, alias)]);
      const read = (await exposures.read(alias)) ?? missing();
      const shares = { [AMAZON]: { units: 2, goal: 2, since: later(0) } };
      const exposure = { rules: SHARED_RULES, revision: 1, shares };
      expect(await exposures.write(read, { exposure, demand: undefined })).toBe('committed');
      expect(await links.write([await changeTo(linkTo(alias, sku))], LATER)).toBe('written');
      expect((await ledger.load(alias, [])).listings).toMatchObject([{ externalId: alias, managed: false, shown: 2 }]);
    });

    it('is found under a further name that the channel gives its listing', async () => {
      const { ledger, links } = portsOf();
      const [alias, sku] = await stocked();
      const [renamed] = freshPair();
      await links.write([await changeTo(linkTo(alias, sku))], LATER);
      await links.addName(AMAZON, alias, renamed);
      await links.addName(AMAZON, alias, renamed);
      expect((await ledger.load(renamed, [])).links).toEqual([{ ...linkTo(alias, sku), name: renamed }]);
    });
  });

  it(`${name}: two listings swap their SKUs in one write`, async () => {
    const { ledger, links } = portsOf();
    const [one, other] = freshPair();
    for (const sku of [one, other]) {
      await register(portsOf().registry, sku, AMAZON, 5, 'absolute', { externalId: sku });
      await post(ledger, sku, [baseline(5, sku)]);
    }
    const changes = [await changeTo(linkTo(one, other, 1)), await changeTo(linkTo(other, one, 1))];
    expect(await links.write(changes, LATER)).toBe('written');
    expect((await ledger.load(one, [])).listings).toMatchObject([{ externalId: other }]);
    expect((await ledger.load(other, [])).listings).toMatchObject([{ externalId: one }]);
  });
}
