/** From the platforms' messages to the ledger: receivers, the observations queue, the posting function. */

import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { DeduplicationScope, FifoThroughputLimit } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { factsOf } from '../../shared/channels/platform-of.ts';
import type { Credentials } from '../channels/credentials.ts';
import type { Placement } from '../channels/placement.ts';
import type { Channel, Setup } from '../channels/setup.ts';
import { StocklineFunction } from '../constructs/stockline-function.ts';
import { StocklineQueue } from '../constructs/stockline-queue.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { StockBus } from '../ledger/stock-bus.ts';
import type { FrontDoor } from './front-door.ts';
import { Packing } from './packing.ts';
import { type ShopifyBusChannel, ShopifyEvents } from './shopify-events.ts';

export type IntakeProps = {
  readonly setup: Setup;
  readonly frontDoor: FrontDoor;
  readonly placement: Placement;
  readonly credentials: Credentials;
  readonly ledger: Ledger;
  readonly stockBus: StockBus;
};

/** Work that takes 4 s is left (functions/wiring/posting.ts). The rest is for giving it back while SQS does not answer. */
const POSTING_TIMEOUT = Duration.seconds(10);
/** A group of a FIFO queue waits for its message that was not given back, or not deleted, so it comes again soon. */
const POSTING_VISIBILITY = Duration.seconds(15);

/** A posting takes some 100 ms, so these post hundreds of orders a second, of different SKUs. */
const POSTINGS_AT_ONCE = 30;

/** Of a queue that a platform's messages come by: some hundred messages a second. */
export const RECEIVING_AT_ONCE = 10;

/**
 * Every platform is answered within this, or it sends again. Shopify waits 5 s (shopify.dev, "Deliver webhooks through HTTPS",
 * 2026-11), Square 10 s (https://developer.squareup.com/docs/webhooks/troubleshooting, read 2026-11-24).
 */
export const RECEIVING_TIMEOUT = Duration.seconds(10);

/** From a channel's door into the ledger: receive-… → (packing →) observations, in order per SKU → post-observations → bus. */
export class Intake extends Construct {
  readonly observations: StocklineQueue;
  readonly packing: Packing;
  readonly postObservations: StocklineFunction;
  /** Webhooks of Shopify channels that come over an event bus. */
  readonly shopifyEvents: readonly ShopifyEvents[];
  readonly receivers: readonly StocklineFunction[];
  readonly #props: IntakeProps;

  constructor(scope: Construct, id: string, props: IntakeProps) {
    super(scope, id);
    this.#props = props;
    this.observations = new StocklineQueue(this, 'Observations', {
      functionTimeout: POSTING_TIMEOUT,
      visibility: POSTING_VISIBILITY,
      // Ten minutes of crashes. Fewer would set messages aside while the table is throttled for a moment and each try
      // fails at once; more would let a SKU that crashes the function, and the others of its batch with it, do so for
      // longer. What can never be posted is parked at the first try, so here ends only what nobody foresaw. The SKU's
      // later messages go on: observations carry state, their order decides nothing.
      maxReceiveCount: 40,
      fifo: {
        fifo: true,
        // High throughput, which goes by the group: 300 messages a second for all SKUs together otherwise.
        deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
        fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
        // The sender names what is a duplicate: two bodies may differ in nothing but the time they were received.
        contentBasedDeduplication: false,
      },
    });
    this.postObservations = this.#newPostObservations();
    this.packing = new Packing(this, 'Packing', {
      observations: this.observations,
      postObservations: this.postObservations,
      timeout: POSTING_TIMEOUT,
    });
    this.shopifyEvents = this.#receiveShopifyEvents();
    this.receivers = [...this.#receiveWebhooks(), ...this.shopifyEvents.map(({ receiver }) => receiver)];
  }

  /** Opens the door for channels: `POST /webhooks/<channel id>` goes to the function, which may queue observations. */
  admit(receiver: StocklineFunction, channels: readonly Channel[]): void {
    const { frontDoor, credentials } = this.#props;
    credentials.bindTo(receiver, channels);
    this.packing.bindReceiver(receiver);
    frontDoor.route(
      HttpMethod.POST,
      channels.map((channel) => `/webhooks/${channel.id}`),
      receiver,
    );
  }

  /** One function for all accounts of a platform, except where a platform's notices must be followed up. */
  #receiveWebhooks(): StocklineFunction[] {
    const received = this.#props.setup.config.channels.filter((channel) => {
      const { by, brings } = factsOf(channel).intake;
      return by === 'webhook' && !brings.includes('changeNotices');
    });
    return [...Map.groupBy(received, ({ platform }) => platform)].map(([platform, channels]) =>
      this.#receiver(platform, channels),
    );
  }

  #receiveShopifyEvents(): ShopifyEvents[] {
    const { setup, placement } = this.#props;
    const limits = { timeout: RECEIVING_TIMEOUT, atOnce: RECEIVING_AT_ONCE };
    const props = { setup, ...limits, packing: this.packing };
    return setup.config.channels
      .filter(
        (channel): channel is ShopifyBusChannel => channel.platform === 'shopify' && channel.eventBus !== undefined,
      )
      .map((channel) => new ShopifyEvents(...placement.ownPartOf(this, channel, 'Events'), { ...props, channel }));
  }

  #receiver(platform: Channel['platform'], channels: readonly Channel[]): StocklineFunction {
    const { displayName, intake } = factsOf({ platform });
    const receiver = new StocklineFunction(this, `Receive${platform.charAt(0).toUpperCase()}${platform.slice(1)}`, {
      setup: this.#props.setup,
      entry: `receive-${platform}`,
      description: `Stockline: proves, reads and queues webhooks of ${displayName} channels`,
      timeout: RECEIVING_TIMEOUT,
      channels,
      reads: ['LOCATIONS'],
    });
    this.admit(receiver, channels);
    if (intake.brings.includes('wholeOrders')) {
      // What an order had before and has no longer is found in its book.
      this.#props.ledger.bindOrderBooksTo(receiver, channels);
    }
    return receiver;
  }

  #newPostObservations(): StocklineFunction {
    const { setup, ledger, stockBus } = this.#props;
    const postObservations = new StocklineFunction(this, 'PostObservations', {
      setup,
      entry: 'post-observations',
      description: 'Stockline: posts observations into the ledger and emits what changed; packs those of hot SKUs',
      timeout: POSTING_TIMEOUT,
      // It asks of no channel what it is, only where orders to read are queued (see OrdersToRead).
      channels: [],
      reads: ['EXPOSURE', 'SETTLE_SECONDS'],
      chainsEnd: 'What is posted is pushed, checked and perhaps read back: it ends when nothing new comes of that.',
    });
    ledger.bindTo(postObservations, 'posting');
    stockBus.bindTo(postObservations);
    this.observations.bindSetAside(postObservations, 'OBSERVATIONS_DEAD_LETTERS_URL');
    this.observations.feed(postObservations, {
      variable: 'OBSERVATIONS_QUEUE_URL',
      copies: POSTINGS_AT_ONCE,
      isLimited: true,
    });
    return postObservations;
  }
}
