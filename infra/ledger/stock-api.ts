/** The HTTP API for stock, entries, traces and holds. */
import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import type { Credentials } from '../channels/credentials.ts';
import type { Setup } from '../channels/setup.ts';
import { StocklineFunction } from '../constructs/stockline-function.ts';
import type { FrontDoor } from '../intake/front-door.ts';
import type { Holds } from './holds.ts';
import type { Ledger } from './ledger.ts';
import type { StockBus } from './stock-bus.ts';

export type StockApiProps = {
  readonly setup: Setup;
  readonly frontDoor: FrontDoor;
  readonly credentials: Credentials;
  readonly holds: Holds;
  readonly ledger: Ledger;
  readonly stockBus: StockBus;
};

/**
 * An HTTP API decodes `%2F` before it looks for a route, so a SKU or order number with a slash, sent encoded as it must
 * be, fits no `{sku}` but a greedy one only (API Gateway developer guide, "Create routes for HTTP APIs"; observed in
 * middleapi/standard-server#93). A greedy one must come last: `GET /stock/{sku+}` therefore takes
 * `GET /stock/{sku}/entries` too, and the function separates them.
 */
const READS = ['/stock/{sku+}', '/trace/{channel}/{order+}', '/parked', '/holds/{id}'];
/** One route for all ends of a hold (`capture`, `void`, …): the function knows them. */
const HOLDS = ['/holds', '/holds/{id}/{end}'];

/** Stock, entries, traces, parked observations and holds, for every caller that has the token. */
export class StockApi extends Construct {
  readonly stockApi: StocklineFunction;

  constructor(scope: Construct, id: string, props: StockApiProps) {
    super(scope, id);
    const { setup, frontDoor, credentials, holds, ledger, stockBus } = props;
    this.stockApi = new StocklineFunction(this, 'StockApi', {
      setup,
      entry: 'stock-api',
      description: 'Stockline: answers the stock API',
      // A crowd that asks for the last units is answered late rather than not; an HTTP API waits 30 s at most.
      timeout: Duration.seconds(29),
      channels: [],
      reads: ['CHANNEL_IDS', 'EXPOSURE', 'LOCATIONS', 'SETTLE_SECONDS'],
    });
    this.stockApi.configure('LOCAL', String(setup.local));
    ledger.bindTo(this.stockApi, 'serving');
    credentials.bindApiTokenTo(this.stockApi);
    // A hold is posted while the caller waits, not by way of the queue: it is granted or refused at once.
    stockBus.bindTo(this.stockApi);
    holds.bindTo(this.stockApi);
    frontDoor.route(HttpMethod.GET, READS, this.stockApi);
    frontDoor.route(HttpMethod.POST, HOLDS, this.stockApi);
  }
}
