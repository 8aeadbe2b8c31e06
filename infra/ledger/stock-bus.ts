/** The bus that carries changes of stock to the functions that push them. */
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { StocklineFunction } from '../constructs/stockline-function.ts';

/** The bus that carries what changed in the ledger. */
export class StockBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { description: 'What changed in the Stockline ledger' });
  }

  /** Gives the function BUS_NAME and leave to emit. */
  bindTo(stocklineFunction: StocklineFunction): void {
    stocklineFunction.bind('BUS_NAME', this.bus.eventBusName, {
      actions: ['events:PutEvents'],
      resources: [this.bus.eventBusArn],
    });
  }
}
