/** Counts one sale of a component that a hundred bundles contain. */
import { dynamoExposureStore } from '../../shared/aws/exposure/exposure-store.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { eventBridgeClient } from '../../shared/aws/lambda/event-bridge-client.ts';
import { eventBridgeStockEvents } from '../../shared/aws/messaging/event-bus.ts';
import { parseSku } from '../../shared/domain/identifiers.ts';
import { defineBundle } from '../../shared/usecases/exposure/define-bundle.ts';
import type { SharePorts } from '../../shared/usecases/exposure/rebalance-shares.ts';
import { type Usage, usageSince } from '../aws/usage.ts';
import type { RunningStack } from '../stack/running-stack.ts';
import type { StackFacts } from '../stack/stack-facts.ts';
import { skusNamed, withStack } from '../stack/with-stack.ts';

const [COMPONENT, SCARCER] = [parseSku('COMPONENT'), parseSku('SCARCER')];

export type BundledSale = {
  /** The bundles that contain the component. */
  readonly bundles: number;
  /** So many of them show another figure after the sale; the others contain two units of what is scarcer. */
  readonly touched: number;
};

/** Everything that follows from the sale, checks and notices included. */
export async function measureBundledSale(facts: StackFacts, { bundles, touched }: BundledSale): Promise<Usage> {
  const skus = skusNamed('BUNDLE', bundles);
  return await withStack({ facts, skus: [COMPONENT, SCARCER, ...skus], shows: 99 }, async (stack) => {
    const ports = sharePorts(stack);
    for (const [nth, sku] of skus.entries()) {
      const scarcer = nth < touched ? [] : [{ sku: SCARCER, quantity: 2 }];
      const defined = await defineBundle(ports, parseSku(sku), [{ sku: COMPONENT, quantity: 1 }, ...scarcer]);
      if (defined.kind !== 'defined') {
        throw new Error(`${sku} is no bundle: ${JSON.stringify(defined)}`);
      }
    }
    await stack.runUntilIdle();
    const before = stack.meter.total();
    await stack.sell('shopify', COMPONENT);
    await stack.runUntilIdle();
    return usageSince(before, stack.meter.total());
  });
}

function sharePorts(stack: RunningStack): SharePorts {
  return {
    store: dynamoExposureStore(documentClient(), stack.setting('post-observations', 'TABLE_NAME')),
    events: eventBridgeStockEvents(eventBridgeClient(), stack.setting('post-observations', 'BUS_NAME')),
    rules: { policy: 'shared', safetyStock: 0, channels: {}, risk: 1e-4 },
    settleMs: 30_000,
    journal: {
      info: () => undefined,
      warn: () => undefined,
      count: () => undefined,
      lag: () => undefined,
      reportDelay: () => undefined,
    },
    clock: stack.clock.now,
    pause: () => Promise.resolve(),
  };
}
