import { describe, expect, it } from '@jest/globals';
import { pushStock } from '../../../../shared/usecases/pushing/push-stock.ts';
import { checkListings } from '../../../../shared/usecases/reconciling/check-listings.ts';
import { later, MUG, NOON, orderLine, SHOPIFY } from '../../../fakes/facts.ts';
import { checkedMug } from '../../../fakes/shops/checked-mug.ts';

it('a figure that somebody raises from below zero is lowered', async () => {
  const mug = await checkedMug({ onHand: 10, shows: 10 });
  await mug.edit(-5);
  await mug.sale(15);
  await mug.quiet();
  expect((await mug.listing()).shown).toBe(-5);
  await mug.edit(150);
  await mug.quiet();
  expect(mug.actual()).toBeLessThanOrEqual(0);
});

describe('a check after a push', () => {
  it('finds that the channel shows it, and lets the listing be', async () => {
    const mug = await checkedMug({ onHand: 8, shows: 10 });
    await mug.push();
    expect(mug.actual()).toBe(8);
    await mug.quiet();
    expect(mug.pushes()).toEqual([-2]);
    expect(mug.reads()).toBe(1);
    expect(await mug.listing()).toMatchObject({ shown: 8, agreedRevision: 2 });
    expect((await mug.listing()).checkAt).toBeUndefined();
    expect(mug.drifts()).toBe(0);
  });

  it('is one for many pushes within a settle time', async () => {
    const mug = await checkedMug({ onHand: 8, shows: 10 });
    for (const units of [1, 1, 1, 1]) {
      await mug.push();
      await mug.post(['received', units, { id: `${mug.pushes().length}` }]);
      mug.pass(2);
    }
    await mug.push();
    expect(mug.scheduled()).toHaveLength(1);
    await mug.quiet();
    // The check came 30 s after the first push, too soon after the last one: it was scheduled again, and read once in all.
    expect(mug.reads()).toBe(1);
  });

  it('finds a push that was accepted and never applied, and pushes it again', async () => {
    const mug = await checkedMug({ onHand: 8, shows: 10 });
    mug.ignoreNext(1);
    await mug.push();
    expect([mug.actual(), (await mug.listing()).shown]).toEqual([10, 8]);
    await mug.quiet();
    expect(mug.pushes()).toEqual([-2, -2]);
    expect(mug.actual()).toBe(8);
    expect(mug.drifts()).toBe(1);
    expect(mug.journal.lines).toContainEqual(
      'MUG: shopify shows 10 and should show 8: a push was never applied. It is set right',
    );
  });

  it('pushes as often as it takes, and stops once the channel shows it', async () => {
    const mug = await checkedMug({ onHand: 8, shows: 10 });
    mug.ignoreNext(3);
    await mug.push();
    await mug.quiet();
    expect(mug.pushes()).toEqual([-2, -2, -2, -2]);
    expect([mug.actual(), mug.waiting()]).toEqual([8, 0]);
  });
});

describe('a quantity edited in the channel’s admin', () => {
  it('is overwritten, and after that nothing more is pushed', async () => {
    for (const edited of [3, 15]) {
      const mug = await checkedMug({ onHand: 10, shows: 10 });
      await mug.edit(edited);
      await mug.quiet();
      expect(mug.pushes()).toEqual([10 - edited]);
      expect([mug.actual(), (await mug.listing()).shown]).toEqual([10, 10]);
      await mug.notice(10);
      await mug.quiet();
      expect(mug.pushes()).toHaveLength(1);
      expect(mug.drifts()).toBe(1);
    }
  });

  it('is adopted where the merchant says so: stock and shown move by one entry, the channel is not pushed', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 }, 'adopt');
    await mug.edit(7);
    await mug.quiet();
    expect(mug.pushes()).toEqual([]);
    expect([mug.actual(), (await mug.listing()).shown, await mug.onHand()]).toEqual([7, 7, 7]);
    expect(await mug.entries()).toMatchObject([
      { kind: 'baseline' },
      { kind: 'adopted', reason: 'edited in the channel’s admin', changes: [{ onHand: -3 }] },
    ]);
    await mug.edit(10);
    await mug.quiet();
    await mug.edit(7);
    await mug.quiet();
    expect([await mug.onHand(), (await mug.listing()).shown, mug.waiting()]).toEqual([7, 7, 0]);
  });

  it('is adopted once, though its movement is slow to be posted', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 }, 'adopt');
    mug.holdObservations();
    await mug.edit(7);
    await mug.wait(120);
    expect(mug.held()).toBeGreaterThan(1);
    await mug.releaseObservations();
    await mug.quiet();
    expect([await mug.onHand(), (await mug.listing()).shown]).toEqual([7, 7]);
  });

  it('is not adopted when it may be a push that nobody saw applied: that would make up units', async () => {
    const mug = await checkedMug({ onHand: 8, shows: 10 }, 'adopt');
    mug.ignoreNext(1);
    await mug.push();
    await mug.quiet();
    expect([mug.actual(), await mug.onHand()]).toEqual([8, 8]);
  });
});

describe('a difference that is no drift', () => {
  it('a sale on its way to us: the channel shows less for a while', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    await mug.edit(9);
    await mug.wait(20);
    await mug.sale(1);
    await mug.quiet();
    expect(mug.pushes()).toEqual([]);
    expect(mug.drifts()).toBe(0);
    expect([mug.actual(), (await mug.listing()).shown]).toEqual([9, 9]);
  });

  it('sales that follow each other, each on its way when the channel is read', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    for (const order of ['1', '2', '3', '4']) {
      await mug.edit(mug.actual() - 1);
      await mug.wait(20);
      await mug.sale(1, { order });
    }
    await mug.quiet();
    expect(mug.drifts()).toBe(0);
    expect((await mug.listing()).shown).toBe(6);
  });

  it('a notice of what we believe anyway: the channel is not even read', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    await mug.notice(10);
    await mug.quiet();
    expect(mug.reads()).toBe(0);
  });

  it('the channel’s report of a push of ours: its listing is enough', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    const read = () => Promise.reject(new Error('The SKU is read.'));
    const { ports } = mug;
    const notice = { channel: SHOPIFY, externalId: 'mug', channelLocation: '-', quantity: 10 };
    const at = { occurredAt: mug.now(), receivedAt: mug.now() };
    const asked = { kind: 'notice' as const, notice: { ...notice, ...at } };
    const checked = await checkListings({ ...ports, store: { ...ports.store, read } }, [{ id: 'm', asked }]);
    expect(checked).toEqual([]);
  });

  it('the same where stock work is followed, whose units off sale it may be of: the SKU is read', async () => {
    const { ports, now } = await checkedMug({ onHand: 10, shows: 10 });
    let reads = 0;
    const read: typeof ports.store.read = (sku) => {
      reads += 1;
      return ports.store.read(sku);
    };
    const notice = { channel: SHOPIFY, externalId: 'mug', channelLocation: '-', quantity: 10 };
    const asked = { kind: 'notice' as const, notice: { ...notice, occurredAt: now(), receivedAt: now() } };
    const following = {
      ...ports,
      store: { ...ports.store, read },
      stockWork: { ...ports.orders.ledger, history: async () => [] },
    };
    await checkListings(following, [{ id: 'm', asked }]);
    expect(reads).toBe(1);
  });

  it('a notice of what we believe, which the index does not have yet: the channel is not read', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    const { ports } = mug;
    const behind: typeof ports.registry.behind = async (...id) => {
      const found = await ports.registry.behind(...id);
      return found && { ...found, listings: found.listings.map((listing) => ({ ...listing, shown: 12 })) };
    };
    const notice = { channel: SHOPIFY, externalId: 'mug', channelLocation: '-', quantity: 10 };
    const at = { occurredAt: mug.now(), receivedAt: mug.now() };
    const asked = { kind: 'notice' as const, notice: { ...notice, ...at } };
    await checkListings({ ...ports, registry: { ...ports.registry, behind } }, [{ id: 'm', asked }]);
    expect(mug.reads()).toBe(0);
  });

  it('several notices that wait together: the channel is read once, and each is answered', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    const facts = { channel: SHOPIFY, externalId: 'mug', channelLocation: '-', occurredAt: NOON, receivedAt: NOON };
    const messages = [10, 7, 8, 9].map((quantity) => ({
      ...{ id: String(quantity), asked: { kind: 'notice' as const, notice: { ...facts, quantity } } },
    }));
    let skusRead = 0;
    const read: typeof mug.ports.store.read = (sku) => {
      skusRead += 1;
      return mug.ports.store.read(sku);
    };
    const ports = { ...mug.ports, store: { ...mug.ports.store, read } };
    expect(await checkListings(ports, messages)).toEqual([]);
    expect([skusRead, mug.reads()]).toEqual([1, 1]);
    const broken = { ...ports, registry: { ...ports.registry, behind: () => Promise.reject(new Error('no answer')) } };
    expect((await checkListings(broken, messages)).map(({ id }) => id)).toEqual(['10', '7', '8', '9']);
  });

  it.each([
    ['that came seconds ago: its check finds the difference, and the SKU is not read', 5, 0],
    ['that came just now: its check may have ended since its listing was as it was read', 4, 1],
  ])('a notice of a listing whose check is ahead, %s', async (_, age, expected) => {
    const mug = await checkedMug({ onHand: 8, shows: 10 });
    await mug.push();
    mug.pass(10);
    const receivedAt = new Date(Date.parse(mug.now()) - age * 1_000).toISOString();
    const facts = { channel: SHOPIFY, externalId: 'mug', channelLocation: '-', occurredAt: receivedAt, receivedAt };
    const asked = { kind: 'notice' as const, notice: { ...facts, quantity: 9 } };
    let skusRead = 0;
    const read: typeof mug.ports.store.read = (sku) => {
      skusRead += 1;
      return mug.ports.store.read(sku);
    };
    await checkListings({ ...mug.ports, store: { ...mug.ports.store, read } }, [{ id: 'm', asked }]);
    expect([skusRead, mug.reads()]).toEqual([expected, 0]);
  });

  it('what the channel keeps itself (FBA)', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10, managed: false });
    await mug.edit(3);
    await mug.quiet();
    expect([mug.reads(), mug.pushes()]).toEqual([0, []]);
  });
});

describe('a sale reported long after it was overwritten as drift', () => {
  it('does not lower shown a second time, so that its unit is taken off display again', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    const soldAt = mug.now();
    mug.pass(1);
    await mug.edit(9);
    await mug.quiet();
    expect(mug.actual()).toBe(10);
    await mug.sale(1, { at: soldAt });
    await mug.push();
    expect([mug.actual(), (await mug.listing()).shown]).toEqual([9, 9]);
  });
});

describe('when something fails in between', () => {
  it('a channel that cannot be read gives the check back', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    mug.failNextRead();
    expect(await mug.edit(3)).toEqual([{ id: 'm', retryAfterMs: 2_000 }]);
    await mug.quiet();
    expect(mug.actual()).toBe(10);
  });

  it('a crash after the push was scheduled for a check, before it ended: it is checked all the same', async () => {
    const mug = await checkedMug({ onHand: 8, shows: 10 });
    mug.crashNext('finish');
    await mug.push();
    expect(mug.scheduled()).toHaveLength(1);
    mug.pass(60);
    await mug.quiet();
    expect([mug.actual(), (await mug.listing()).shown, (await mug.listing()).intent]).toEqual([8, 8, undefined]);
  });

  it('a push whose end is written late, while the check that it waits for resumes it: it is checked all the same', async () => {
    const mug = await checkedMug({ onHand: 8, shows: 10 });
    await mug.push();
    await mug.post(['received', 1, {}]);
    mug.pass(5);
    const { store } = mug.ports;
    const late: Parameters<typeof store.finish>[] = [];
    const unanswered = async (...end: Parameters<typeof store.finish>) => {
      late.push(end);
      throw new Error('no answer');
    };
    const receivedAt = mug.now();
    await pushStock({ ...mug.ports, store: { ...store, finish: unanswered } }, [{ id: 'm', sku: MUG, receivedAt }]);
    const [check, ...others] = mug.scheduled();
    expect([late.length, others]).toEqual([1, []]);
    mug.pass(25);
    const claim: typeof store.claim = async (...asked) => {
      await Promise.all(late.splice(0).map((end) => store.finish(...end)));
      return store.claim(...asked);
    };
    const asked = {
      kind: 'check',
      check: check ?? { sku: MUG, channel: SHOPIFY, channelLocation: '-', at: '' },
    } as const;
    const ports = { ...mug.ports, store: { ...store, claim } };
    expect(await checkListings(ports, [{ id: 'm', asked }])).toMatchObject([{ id: 'm' }]);
    mug.pass(5);
    await mug.quiet();
    expect(await mug.listing()).toMatchObject({ shown: 9, comparedAt: mug.now() });
    expect((await mug.listing()).checkAt).toBeUndefined();
  });

  it.each(['note', 'takeShown', 'takeShown answer'] as const)(
    'a crash at “%s”: the drift is set right all the same',
    async (where) => {
      const mug = await checkedMug({ onHand: 10, shows: 10 });
      mug.crashNext(where);
      await mug.edit(3);
      await mug.quiet();
      expect([mug.actual(), (await mug.listing()).shown, mug.waiting()]).toEqual([10, 10, 0]);
    },
  );

  it.each(['note', 'note answer', 'send'] as const)('a crash at “%s”: the edit is adopted once', async (where) => {
    const mug = await checkedMug({ onHand: 10, shows: 10 }, 'adopt');
    await mug.edit(7);
    mug.crashNext(where);
    await mug.quiet();
    expect([await mug.onHand(), (await mug.listing()).shown, mug.waiting()]).toEqual([7, 7, 0]);
  });

  it('a sale is posted between the read and its write: nothing is written over it', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    await mug.edit(9);
    mug.beforeNextWrite(() => mug.sale(1));
    await mug.quiet();
    expect([mug.pushes(), mug.drifts(), (await mug.listing()).shown]).toEqual([[], 0, 9]);
  });
});

describe('a check that another one has replaced', () => {
  it('is dropped: a listing has one line of checks, however many were asked for', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    await mug.edit(3);
    const [asked] = mug.scheduled();
    expect(asked).toMatchObject({ channel: SHOPIFY, at: later(30) });
    expect(await mug.check({ sku: MUG, channel: SHOPIFY, channelLocation: '-', at: later(1) })).toEqual([]);
    expect(mug.scheduled()).toHaveLength(1);
    expect(mug.reads()).toBe(1);
  });
});

describe('a quantity while the channel has not said at which place it sold', () => {
  it('is compared only once the place is known', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    const line = orderLine({ ordered: 2, at: mug.now() });
    await mug.post({ ...line, whole: line.state, isPlaceAssumed: true });
    await mug.edit(15);
    mug.pass(60);
    for (const check of mug.scheduled()) {
      await mug.check(check);
    }
    expect([mug.reads(), mug.pushes(), mug.drifts()]).toEqual([0, [], 0]);
    await mug.post({ ...line, whole: line.state, readAt: 10_000 });
    await mug.quiet();
    expect([mug.actual(), mug.drifts()]).toEqual([8, 1]);
  });
});
