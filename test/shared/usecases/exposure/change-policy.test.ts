import { describe, expect, it } from '@jest/globals';
import { sellable } from '../../../../shared/domain/exposure/exposure.ts';
import type { PolicyEdit } from '../../../../shared/domain/exposure/policy-edit.ts';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { NO_STOCK } from '../../../../shared/domain/stock/stock.ts';
import {
  applyPolicy,
  type PolicyMove,
  type PolicyPorts,
  planPolicy,
} from '../../../../shared/usecases/exposure/change-policy.ts';
import {
  AMAZON,
  later,
  MAIN,
  MUG,
  movement,
  NOON,
  orderLine,
  SHARED_RULES,
  SHOPIFY,
  SQUARE,
} from '../../../fakes/facts.ts';
import { CUP, NONE, ofMugs, policyShop as shop } from '../../../fakes/shops/policy-shop.ts';

const escrow = ofMugs({ policy: 'escrow' });

async function all(moves: AsyncIterable<PolicyMove>): Promise<readonly PolicyMove[]> {
  return Array.fromAsync(moves);
}

describe('planning a change of policy', () => {
  it('reports every listing whose quantity would move, and changes nothing', async () => {
    const { ports, exposureOf, emitted, book } = await shop();
    const edit = ofMugs({ safetyStock: 2, channels: { [SQUARE]: { cap: 28 }, [AMAZON]: { buffer: 4 } } });
    const [move, ...others] = await all(planPolicy(ports, edit));
    expect(others).toEqual([]);
    expect(move).toMatchObject({ sku: MUG, before: 'shared', after: 'shared', isChanged: true });
    expect(move?.listings).toEqual([
      { listing: 'shopify', before: 30, after: 28, shown: 30 },
      { listing: 'amazon', before: 30, after: 24, shown: 30 },
      { listing: 'square', before: 30, after: 28, shown: 30 },
    ]);
    expect(await exposureOf(MUG)).toBeUndefined();
    expect((await book.readSku(MUG)).version).toBe(0);
    expect(emitted).toEqual([]);
  });

  it.each<[Parameters<typeof ofMugs>[0], boolean]>([
    [{ policy: 'endgame', endgameAt: 10 }, true],
    [{ policy: 'endgame', endgameAt: 30 }, false],
    [{ policy: 'escrow' }, false],
  ])('of the rules %j reports the limit of endgame: %s', async (rules, isLimited) => {
    const { ports } = await shop();
    const [move] = await all(planPolicy(ports, ofMugs(rules)));
    expect(move?.endgameLimit !== undefined).toBe(isLimited);
  });

  it('reports the lag for which a SKU comes under escrow though the rules say endgame', async () => {
    const { ports } = await shop();
    const store: PolicyPorts['store'] = {
      ...ports.store,
      read: async (sku) => {
        const read = await ports.store.read(sku);
        const listings = read?.listings.map((each) => ({ ...each, lagMs: 40_000 })) ?? [];
        return read && { ...read, listings, stock: { [MAIN]: { ...NO_STOCK, onHand: 500 } } };
      },
    };
    const [move] = await all(planPolicy({ ...ports, store }, ofMugs({ policy: 'endgame' })));
    expect(move).toMatchObject({ after: 'endgame', endgameTooSlow: { lagSeconds: 40, againBelowSeconds: 7.5 } });
    expect(move?.endgameLimit).toBeUndefined();
    // What the listings showed before escrow is only lowered: nothing is raised to the units of the changed stock.
    expect(move?.listings.every(({ after, before }) => after <= before)).toBe(true);
  });

  it('leaves out listings that stay as they are', async () => {
    const { ports } = await shop();
    const [move] = await all(planPolicy(ports, ofMugs({ channels: { [SHOPIFY]: { cap: 30 }, [AMAZON]: { cap: 1 } } })));
    expect(move?.listings.map(({ listing }) => listing)).toEqual(['amazon']);
  });

  it('leaves out SKUs whose rules stay as they are', async () => {
    const { ports } = await shop();
    expect(await all(planPolicy(ports, ofMugs({ policy: 'shared', safetyStock: 0 })))).toEqual([]);
  });

  it('reports what a SKU will begin with that is not in the ledger yet', async () => {
    const { ports } = await shop([CUP]);
    const [move] = await all(planPolicy(ports, escrow));
    expect(move).toMatchObject({ sku: MUG, after: 'escrow', listings: [] });
    expect(move?.before).toBeUndefined();
  });

  it('holds as many SKUs as it works on, however many there are', async () => {
    const skus = Array.from({ length: 200 }, (_, index) => parseSku(`SKU-${index}`));
    const { ports } = await shop(skus);
    const read = new Set<Sku>();
    const store: PolicyPorts['store'] = {
      ...ports.store,
      read: (sku) => {
        read.add(sku);
        return ports.store.read(sku);
      },
    };
    const edit: PolicyEdit = { kind: 'group', group: { kind: 'default' }, rules: { safetyStock: 1 }, isCleared: false };
    const moves = planPolicy({ ...ports, store }, edit);
    await moves.next();
    expect(read.size).toBeLessThanOrEqual(16);
    expect((await all(moves)).length).toBe(199);
  });
});

describe('applying a change of policy', () => {
  it('has a listing that left before checked, so that the share which it keeps goes on once it is proven', async () => {
    const { ports, checks } = await shop();
    const stopped = { matter: 'item', at: NOON, problem: 'was deleted there', stopped: true } as const;
    const store: PolicyPorts['store'] = {
      ...ports.store,
      read: async (sku) => {
        const read = await ports.store.read(sku);
        const listings = read?.listings.map((each) =>
          each.channel === SQUARE ? { ...each, managed: false, catalogueNotes: [stopped] } : each,
        );
        return read && listings && { ...read, listings };
      },
    };
    await all(applyPolicy({ ...ports, store }, escrow));
    expect(checks).toEqual([{ sku: MUG, channel: SQUARE, channelLocation: '-', at: later(30) }]);
    await all(applyPolicy({ ...ports, store }, escrow));
    expect(checks).toHaveLength(1);
  });

  it('writes the book and the SKU head, notifies every channel, and notes that they are notified', async () => {
    const { ports, exposureOf, emitted, book } = await shop();
    await all(applyPolicy(ports, escrow));
    expect(await book.readSku(MUG)).toEqual({ rules: { policy: 'escrow' }, tags: [], version: 1 });
    const exposure = await exposureOf(MUG);
    expect(exposure?.rules.policy).toBe('escrow');
    expect(exposure?.toNotify).toBeUndefined();
    expect(emitted.map(({ sku, due }) => [sku, due])).toEqual([[MUG, ['amazon', 'shopify', 'square']]]);
    expect(await exposureOf(CUP)).toBeUndefined();
  });

  it('does nothing when it is done again', async () => {
    const { ports, emitted, book } = await shop();
    await all(applyPolicy(ports, escrow));
    emitted.length = 0;
    expect(await all(applyPolicy(ports, escrow))).toEqual([]);
    expect(await all(applyPolicy(ports, { ...NONE }))).toHaveLength(1);
    expect((await book.readSku(MUG)).version).toBe(1);
  });

  it('finishes what a crash left between the SKU head and the bus', async () => {
    const { ports, exposureOf, emitted } = await shop();
    const events = { emit: () => Promise.reject(new Error('The bus is down.')) };
    await expect(all(applyPolicy({ ...ports, events }, escrow))).rejects.toThrow('The bus is down.');
    expect((await exposureOf(MUG))?.toNotify).toEqual(['amazon', 'shopify', 'square']);
    const [again] = await all(applyPolicy(ports, escrow));
    expect(again).toMatchObject({ sku: MUG, isChanged: false });
    expect(emitted.map(({ due }) => due)[0]).toEqual(['amazon', 'shopify', 'square']);
    expect((await exposureOf(MUG))?.toNotify).toBeUndefined();
  });

  it('meets a sale in between: what it writes follows from the stock after it', async () => {
    const { ports, table, post } = await shop();
    let hasSold = false;
    const store: PolicyPorts['store'] = {
      ...ports.store,
      writeKeeping: async (read, revised) => {
        if (!hasSold) {
          hasSold = true;
          await post(MUG, [orderLine({ ordered: 3 })]);
        }
        return ports.store.writeKeeping(read, revised);
      },
    };
    await all(applyPolicy({ ...ports, store }, escrow));
    const mug = await table.reader().skuState(MUG);
    const units = Object.entries(mug?.exposure?.shares ?? {}).map(([listing, share]) => [listing, share.units]);
    expect(units).toEqual([
      ['shopify', 27],
      ['amazon', 30],
      ['square', 30],
    ]);
    const { exposure, stock = {}, listings = [] } = mug ?? {};
    expect(listings.reduce((sum, each) => sum + (exposure ? sellable(stock, each, exposure) : 99), 0)).toBe(27);
  });

  it('gives up, and says how to finish, when it keeps meeting other writers', async () => {
    const { ports } = await shop();
    const store: PolicyPorts['store'] = { ...ports.store, writeKeeping: async () => 'conflict' };
    await expect(all(applyPolicy({ ...ports, store }, escrow))).rejects.toThrow(/run the same again/);
  });

  it('refuses to write over what somebody else said meanwhile', async () => {
    const { ports, book } = await shop();
    const behind: PolicyPorts['book'] = {
      readGroups: () => book.readGroups(),
      readSku: async () => ({ rules: {}, tags: [], version: 0 }),
      writeGroup: (group, said) => book.writeGroup(group, said),
      writeSku: (sku, said) => book.writeSku(sku, said),
    };
    await book.writeSku(MUG, { rules: { risk: 0.1 }, tags: [], version: 0 });
    await expect(all(applyPolicy({ ...ports, book: behind }, escrow))).rejects.toThrow(/somebody else/);
  });

  it.each<[string, Extract<PolicyEdit, { kind: 'group' }>['group'], readonly Sku[]]>([
    ['every SKU', { kind: 'default' }, [MUG, CUP]],
    ['those with the prefix', { kind: 'prefix', name: 'C' }, [CUP]],
    ['those with the tag', { kind: 'tag', name: 'sale' }, [MUG]],
  ])('of a group concerns %s', async (_name, group, concerned) => {
    const { ports, book, exposureOf } = await shop();
    await book.writeSku(MUG, { rules: {}, tags: ['sale'], version: 0 });
    const moves = await all(applyPolicy(ports, { kind: 'group', group, rules: { safetyStock: 5 }, isCleared: false }));
    expect(moves.map(({ sku }) => sku)).toEqual(concerned);
    for (const sku of concerned) {
      expect((await exposureOf(sku))?.rules.safetyStock).toBe(5);
    }
  });

  it('that puts a tag on lets the SKU follow the group at once, and leave it again', async () => {
    const { ports, book, exposureOf } = await shop();
    await book.writeGroup({ kind: 'tag', name: 'sale' }, { rules: { safetyStock: 5 }, version: 0 });
    const tag = { kind: 'tag', tag: 'sale', skus: new Set([MUG]), isRemoved: false } as const;
    await all(applyPolicy(ports, tag));
    expect((await exposureOf(MUG))?.rules.safetyStock).toBe(5);
    await all(applyPolicy(ports, { ...tag, isRemoved: true }));
    expect((await exposureOf(MUG))?.rules.safetyStock).toBe(0);
  });
});

describe('after the configuration changed', () => {
  it('SKUs with rules of their own follow it, where the book does not say otherwise', async () => {
    const { ports, exposureOf } = await shop();
    await all(applyPolicy(ports, ofMugs({ safetyStock: 2 })));
    const config = { ...SHARED_RULES, safetyStock: 1, risk: 0.5 };
    await all(applyPolicy({ ...ports, rules: config }, NONE));
    expect((await exposureOf(MUG))?.rules).toEqual({ ...config, safetyStock: 2 });
    expect(await exposureOf(CUP)).toBeUndefined();
  });

  it('channels are notified where a listing shows other than it may', async () => {
    const { ports, emitted } = await shop();
    const config = { ...SHARED_RULES, channels: { [SQUARE]: { buffer: 5 } } };
    const moves = await all(applyPolicy({ ...ports, rules: config }, NONE));
    expect(moves.map(({ sku, listings }) => [sku, listings])).toEqual([
      [MUG, [{ listing: 'square', before: 25, after: 25, shown: 30 }]],
      [CUP, [{ listing: 'square', before: 25, after: 25, shown: 30 }]],
    ]);
    expect(emitted.map(({ due }) => due)).toEqual([['square'], ['square']]);
  });

  it.each(['escrow', 'endgame'] as const)('SKUs that follow it get what it calls for now: %s', async (policy) => {
    const { ports, exposureOf } = await shop();
    const config = { ...SHARED_RULES, policy, endgameAt: 100 };
    const moves = await all(applyPolicy({ ...ports, rules: config }, NONE));
    expect(moves.map(({ sku, isChanged }) => [sku, isChanged])).toEqual([
      [MUG, true],
      [CUP, true],
    ]);
    const { shares, endgame } = (await exposureOf(CUP)) ?? {};
    expect(policy === 'escrow' ? shares : endgame).toBeDefined();
  });

  it('no channel is notified where every listing shows what it may', async () => {
    const { ports, emitted, post } = await shop();
    expect(await all(applyPolicy(ports, NONE))).toEqual([]);
    await post(MUG, [movement('received', 1)]);
    expect((await all(planPolicy(ports, NONE))).map(({ sku }) => sku)).toEqual([MUG]);
    expect(emitted).toEqual([]);
  });
});
