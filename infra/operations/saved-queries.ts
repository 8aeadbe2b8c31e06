/** Queries of the log that stand ready in CloudWatch Logs Insights, in the folder of the stack. */
import { Stack } from 'aws-cdk-lib';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StocklineFunction } from '../constructs/stockline-function.ts';
import { chunked } from './chunked.ts';
import { LOG_GROUPS_PER_QUERY } from './dashboard.ts';

/** A query, and the functions in whose logs it finds something: the beginnings of their names. */
export type SavedQuery = {
  readonly name: string;
  readonly of: readonly string[];
  readonly fields: readonly string[];
  readonly filters: readonly string[];
  readonly stats?: readonly string[];
  readonly sort: string;
  readonly limit?: number;
};

/** What a person puts in the place of this in a query. */
const SKU = 'DEMO-001';
const ORDER = '1001';
const WHAT_HAPPENED = ['@timestamp', 'step', 'channel', 'order', 'message'];

export const SAVED_QUERIES: readonly SavedQuery[] = [
  {
    name: 'Timeline of a SKU',
    of: ['receive', 'read', 'post', 'push', 'check', 'sweep', 'stock-api', 'expire'],
    fields: WHAT_HAPPENED,
    filters: [`sku = "${SKU}"`],
    sort: '@timestamp asc',
    limit: 1_000,
  },
  {
    name: 'One order',
    of: ['receive', 'read', 'post', 'push', 'sweep'],
    fields: [...WHAT_HAPPENED, 'sku', 'outcome', 'availableBefore', 'availableAfter'],
    filters: [`order = "${ORDER}"`],
    sort: '@timestamp asc',
  },
  {
    name: 'Lag by channel',
    of: ['push'],
    fields: [],
    filters: ['ispresent(lagMs)', 'step = "push"'],
    stats: [
      'count(*) as pushes',
      'pct(lagMs, 50) as p50',
      'pct(lagMs, 95) as p95',
      'max(lagMs) as slowest by channel, bin(15m)',
    ],
    sort: 'p95 desc',
  },
  {
    name: 'Why oversold',
    of: ['post', 'stock-api'],
    fields: ['@timestamp', 'sku', 'oversold', 'cause', 'message'],
    filters: ['step = "oversold"'],
    sort: '@timestamp desc',
  },
  {
    name: 'Refused pushes',
    of: ['push'],
    fields: ['@timestamp', 'sku', 'channel', 'listing', 'retryAt', 'message'],
    filters: ['step = "push"', 'message like / refused /'],
    sort: '@timestamp desc',
  },
  {
    name: 'What was parked',
    of: ['post'],
    fields: ['@timestamp', 'sku', 'channel', 'order', 'outcome', 'message'],
    filters: ['step = "posted"', 'outcome in ["unknownSku", "invalid", "conflicting"]'],
    sort: '@timestamp desc',
  },
  {
    name: 'Cold starts',
    of: [''],
    fields: [],
    filters: ['ispresent(startedMs)'],
    stats: ['count(*) as starts', 'pct(startedMs, 50) as p50', 'max(startedMs) as slowest by service, @log'],
    sort: 'starts desc',
  },
];

/** Makes each query; one that needs more log groups than a query takes is there several times. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, functions: readonly StocklineFunction[]) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    for (const query of SAVED_QUERIES) {
      const logs = functions.filter(({ name }) => query.of.some((beginning) => name.startsWith(beginning)));
      const parts = chunked(logs, LOG_GROUPS_PER_QUERY);
      for (const [index, some] of parts.entries()) {
        const name = parts.length === 1 ? query.name : `${query.name} (${index + 1} of ${parts.length})`;
        const definition = new CfnQueryDefinition(this, name, {
          name: `${stackName}/${name}`,
          queryString: textOf(query),
          logGroupNames: some.map(({ logGroupName }) => logGroupName),
        });
        definition.node.addDependency(...some.map(({ logGroup }) => logGroup));
      }
    }
  }
}

function textOf({ fields, filters, stats = [], sort, limit = 200 }: SavedQuery): string {
  return [
    ...(fields.length > 0 ? [`fields ${fields.join(', ')}`] : []),
    ...filters.map((filter) => `filter ${filter}`),
    ...(stats.length > 0 ? [`stats ${stats.join(', ')}`] : []),
    `sort ${sort}`,
    `limit ${limit}`,
  ].join('\n| ');
}
