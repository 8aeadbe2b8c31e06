/** How the orders of a bundle are posted in the model: to the component and to the bundle, in two transactions. */
import type { ChannelId } from '../../../shared/domain/identifiers.ts';
import { ofComponents, takesComponents } from '../../../shared/domain/stock/bundle.ts';
import { conditionsHold, write } from '../../fakes/memory/memory-items.ts';
import { promised } from '../escrow-model.ts';
import type { Step } from '../search.ts';
import { decidedOf, messagesOf, observationOf, withDelivered, withRequests, withSeen } from '../shop.ts';
import { itemsOf, type Message, type State, withAt, withItems } from '../state.ts';
import { type BundleState, MADE_OF } from './bundle-state.ts';

type Steps = readonly Step<BundleState>[];

/**
 * As postPart (shared/usecases/posting/post-sku.ts): the component is posted before the bundle where it loses units, after it where it
 * gets units back. Anything may happen between the two, and after a crash the message comes again.
 */
export function postsBundle(state: BundleState): Steps {
  const { bundle, posting } = state;
  switch (posting.at) {
    case 'idle':
      return messagesOf(bundle).map((message) => begins(state, message));
    case 'taken':
      return withCrash(state, [
        'the bundle is posted',
        { ...state, bundle: bundlePosted(bundle, posting.message), posting: { ...posting, at: 'posted' } },
      ]);
    case 'owes':
      return withCrash(state, withComponentPosted(state, posting.message, 'posted'));
    case 'posted':
      return withCrash(state, notifies(state, posting.message, posting.due));
    default:
      return posting satisfies never;
  }
}

function begins(state: BundleState, message: Message): Step<BundleState> {
  const { bundle } = state;
  const { posting } = decidedOf(bundle, bundle.orders[message.index]?.seen, observationOf(bundle, message));
  const putsBack = posting?.shown.some(({ by }) => by > 0) === true;
  return putsBack
    ? [
        'the bundle that came back is posted',
        { ...state, bundle: bundlePosted(bundle, message), posting: { at: 'owes', message } },
      ]
    : withComponentPosted(state, message, 'taken');
}

/** The bundle's own ledger and listing, in one transaction. */
function bundlePosted(bundle: State, message: Message): State {
  const { posting } = decidedOf(bundle, bundle.orders[message.index]?.seen, observationOf(bundle, message));
  if (posting === undefined) {
    return bundle;
  }
  const items = itemsOf(bundle);
  write(items, posting);
  return withSeen(withItems(bundle, items), message, posting.seen[0]?.now);
}

function withComponentPosted(state: BundleState, message: Message, at: 'taken' | 'posted'): Step<BundleState> {
  const { component, bundle, parts } = state;
  const reported = observationOf(bundle, message);
  const [part] = takesComponents(reported) ? ofComponents(reported, MADE_OF) : [];
  if (part === undefined) {
    throw new Error('Only orders of the bundle are posted here.');
  }
  const seen = parts[message.index];
  const { posting, due } = decidedOf(component, seen, part);
  const items = itemsOf({
    ...component,
    orders: seen ? [{ channel: -1, isCancelled: false, onTheWay: [0, 0], seen }] : [],
  });
  const isWritten = posting !== undefined && conditionsHold(items, posting);
  if (isWritten) {
    write(items, posting);
  }
  const known = bundle.orders.map((_order, index) => parts[index]);
  return [
    `the component is posted: ${part.kind}`,
    {
      ...state,
      component: promised(withItems(component, items)),
      parts: withAt(known, message.index, isWritten ? posting.seen[0]?.now : seen),
      posting: { at, message, due },
    },
  ];
}

function notifies(state: BundleState, message: Message, due: readonly ChannelId[]): Step<BundleState> {
  const { component, bundle } = state;
  const delivered = withDelivered(bundle, message);
  return [
    'channels are notified of the bundle and its component',
    {
      ...state,
      component: { ...component, requests: withRequests(component, due) },
      bundle: { ...delivered, requests: bundle.requests.map(() => true) },
      posting: { at: 'idle' },
    },
  ];
}

function withCrash(state: BundleState, step: Step<BundleState>): Steps {
  const { left } = state.bundle;
  const bundle = { ...state.bundle, left: { ...left, faults: left.faults - 1 } };
  return left.faults > 0
    ? [step, ['posting the bundle crashes', { ...state, bundle, posting: { at: 'idle' } }]]
    : [step];
}
