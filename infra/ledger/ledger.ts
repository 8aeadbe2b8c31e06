/** The table of the ledger, and what each kind of function may do with it. */
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { type Channel, keptBeyondTheStack, type Setup } from '../channels/setup.ts';
import type { StocklineFunction } from '../constructs/stockline-function.ts';

const BY_REFERENCE = 'byReference';

const POSTING = ['BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'ConditionCheckItem'] as const;
const PUSHING = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'ConditionCheckItem'] as const;

/**
 * What a function does with the ledger. A transaction is no IAM action of its own: each of its items takes that of the
 * single call (DynamoDB developer guide, "Using IAM with transactions"). No work has Scan, and none has DeleteItem:
 * what was posted stays.
 */
const LEDGER_WORK = {
  /** Posts observations. */
  posting: { table: POSTING, index: [] },
  /** Posts the end of holds, whose SKUs it finds by their ids. */
  endingHolds: { table: ['GetItem', ...POSTING], index: [] },
  /** Reads what to push and why, keeps the state of pushes and of their channel, and lets shares move. */
  pushing: { table: PUSHING, index: [] },
  /** The same, finds the SKU behind a channel's id, and reads what is remembered of its orders. */
  checking: { table: PUSHING, index: ['Query'] },
  /** Finds the SKU behind a channel's id, reads its stock, remembers how far its changes were read, pauses its channel. */
  following: { table: ['BatchGetItem', 'Query', 'UpdateItem'], index: ['Query'] },
  /** The same for a sweep, which also reads whether its channel is paused before it compares the catalogue. */
  sweeping: { table: ['BatchGetItem', 'GetItem', 'Query', 'UpdateItem'], index: ['Query'] },
  /** Finds an order's lines, reads what is remembered of them, and pauses their channel. */
  readingOrders: { table: ['BatchGetItem', 'Query', 'UpdateItem'], index: ['Query'] },
  /** Lists SKUs with their stock, and takes off a list what does not belong there any more. */
  listing: { table: ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem'], index: [] },
  /** Answers the stock API: posts holds, and finds orders by their number. */
  serving: { table: ['GetItem', ...POSTING], index: ['Query'] },
} as const;

export type LedgerWork = keyof typeof LEDGER_WORK;

/** The ledger: SKU heads, entries, observations seen, listings and their pushes, in one table. */
export class Ledger extends Construct {
  readonly table: { readonly tableName: string; readonly tableArn: string };

  constructor(scope: Construct, id: string, { setup }: { readonly setup: Setup }) {
    super(scope, id);
    const { tableArn } = setup.kept;
    // A table that an earlier deployment left, or that was restored, stays outside the stack.
    this.table =
      tableArn === undefined
        ? ownTable(this, setup)
        : Table.fromTableAttributes(this, 'Table', { tableArn, globalIndexes: [BY_REFERENCE] });
  }

  /** Gives the function TABLE_NAME and what its work takes. */
  bindTo(stocklineFunction: StocklineFunction, work: LedgerWork): void {
    const { table, index } = LEDGER_WORK[work];
    stocklineFunction.bind('TABLE_NAME', this.table.tableName, {
      actions: table.map(dynamodbAction),
      resources: [this.table.tableArn],
    });
    if (index.length > 0) {
      stocklineFunction.allow({
        actions: index.map(dynamodbAction),
        resources: [`${this.table.tableArn}/index/${BY_REFERENCE}`],
      });
    }
  }

  /**
   * Gives the function TABLE_NAME and the order books of its channels: which SKU each line of an order has. An order's
   * book has a partition of its own, so a function that receives orders reaches neither stock nor entries.
   */
  bindOrderBooksTo(stocklineFunction: StocklineFunction, channels: readonly Pick<Channel, 'id'>[]): void {
    stocklineFunction.bind('TABLE_NAME', this.table.tableName, {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [this.table.tableArn],
      conditions: onlyPartitions(channels.map(({ id }) => `ORDER#${id}#*`)),
    });
  }

  /** Gives the function TABLE_NAME and the memory of which alerts were sent, and nothing of stock and entries. */
  bindSentAlertsTo(stocklineFunction: StocklineFunction): void {
    stocklineFunction.bind('TABLE_NAME', this.table.tableName, {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [this.table.tableArn],
      conditions: onlyPartitions(['ALERT#*']),
    });
  }
}

/**
 * True of requests for these partitions alone, and not of one that names no key, which ForAllValues lets pass (IAM user guide,
 * “Multivalued context key examples”, 2026-11).
 */
function onlyPartitions(patterns: readonly string[]) {
  return {
    Null: { 'dynamodb:LeadingKeys': 'false' },
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
  };
}

function dynamodbAction(name: string): string {
  return `dynamodb:${name}`;
}

function ownTable(scope: Construct, setup: Setup): Table {
  const table = new Table(scope, 'Table', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    // A flash sale comes without notice: capacity planned ahead would throttle it or idle the rest of the year.
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: 'expiresAt',
    // Without deletion protection, which `npm run deploy` turns on once the stack is complete: with it a first deploy
    // that fails could not be rolled back, because CloudFormation must delete the table that it made.
    removalPolicy: keptBeyondTheStack(setup),
  });
  table.addGlobalSecondaryIndex({
    indexName: BY_REFERENCE,
    partitionKey: { name: 'ref', type: AttributeType.STRING },
    sortKey: { name: 'refSort', type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  });
  return table;
}
