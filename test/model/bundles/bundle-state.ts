/** The state of a small world with a bundle: the SKU that it is made of, and the bundle itself. */
import { withheldFromBundles } from '../../../shared/domain/exposure/exposure.ts';
import { type ChannelId, parseSku } from '../../../shared/domain/identifiers.ts';
import { CHAIN_START } from '../../../shared/domain/ledger/ledger-entry.ts';
import type { Seen } from '../../../shared/domain/ledger/sku-ledger.ts';
import { bundleStock, type Component } from '../../../shared/domain/stock/bundle.ts';
import { listing, MUG, NOON } from '../../fakes/facts.ts';
import { opened } from '../escrow-model.ts';
import { type Budget, type Head, type Kind, type Message, rulesOf, type Setting, type State } from '../state.ts';
import { worldOf } from '../worlds.ts';

const SET = parseSku('SET');
/** The bundle is one of them. */
export const MADE_OF: readonly Component[] = [{ sku: MUG, quantity: 1 }];

export type BundleWorld = Partial<Omit<Setting, 'budget' | 'places'>> & {
  /** What happens around the component, and around its bundle. */
  readonly may: Partial<Budget>;
  readonly bundleMay: Partial<Budget>;
  /** How the channel of the bundle's listing takes quantities. */
  readonly bundleKind: Kind;
  /** Everything happens once escrow is in force; this has happened around the bundle before. Absent: escrow is not begun yet. */
  readonly bundleHad?: Partial<Budget>;
};

export type BundleState = {
  readonly component: State;
  readonly bundle: State;
  /** What the component's ledger remembers of the bundle's order, by its index. */
  readonly parts: readonly (Seen | undefined)[];
  /** The function that posts the bundle's orders. */
  readonly posting: Posting;
};

export type Posting =
  | { readonly at: 'idle' }
  /** The bundle is posted; the component gets back what was cancelled next. */
  | { readonly at: 'owes'; readonly message: Message }
  /** The component has lost what was sold; the bundle is posted next. */
  | { readonly at: 'taken'; readonly message: Message; readonly due: readonly ChannelId[] }
  | { readonly at: 'posted'; readonly message: Message; readonly due: readonly ChannelId[] };

/** All channels show what is there, and nothing is on its way: the component has one listing, and so has the bundle. */
export function openedWithBundle({ may, bundleMay, bundleKind, ...setting }: BundleWorld): BundleState {
  const component = opened(worldOf({ may, ...setting }, setting.kinds ?? []));
  const { head } = component;
  const bundle = opened(worldOf({ may: bundleMay, units: setting.units ?? 2, policies: [] }, [bundleKind]));
  const own: Head = { sku: SET, seq: 1, headHash: CHAIN_START, lastPostedAt: NOON, stock: {}, countedAt: {} };
  const exposure = { rules: rulesOf('shared'), revision: 0 };
  return together({
    component: { ...component, head: { ...head, exposure: { ...exposure, partOf: [SET] } } },
    bundle: {
      ...bundle,
      head: { ...own, exposure: { ...exposure, madeOf: MADE_OF } },
      listings: bundle.listings.map(({ channel, shown, push }) => listing(channel, shown, { sku: SET, push })),
    },
    parts: [],
    posting: { at: 'idle' },
  });
}

/** Each knows the other as it is now. */
export function together({ component, bundle, ...rest }: BundleState): BundleState {
  const { stock, exposure, seq } = component.head;
  const offered = {
    sku: MUG,
    seq,
    ...(exposure && { exposure: { revision: exposure.revision } }),
    ...(exposure?.shares && ({ isUnderEscrow: true, isDivided: true } as const)),
  };
  const withheld = withheldFromBundles(exposure);
  const offeredStock = bundleStock(MADE_OF.map((part) => ({ ...part, stock, withheldFromBundles: withheld })));
  return {
    ...rest,
    component: { ...component, bundles: [{ madeOf: MADE_OF, listings: bundle.listings }] },
    bundle: { ...bundle, madeFrom: { components: [offered], stock: offeredStock } },
  };
}
