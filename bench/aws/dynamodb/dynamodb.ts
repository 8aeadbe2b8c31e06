/** Answers the document client's commands from memory as DynamoDB does, and counts the units that they take. */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { itemNamed } from '../calls.ts';
import type { Meter } from '../usage.ts';
import { attributeValues } from './attribute-values.ts';
import { parseCondition } from './expression-parser.ts';
import { holds, type Item, updated, type Values } from './expressions.ts';
import { type ReadKind, readUnits } from './item-size.ts';
import { type IndexFacts, type Key, StoredItems, sizeOf } from './stored-items.ts';

/** A read of a query or scan ends after so much (Query, AWS API reference 2012-08-10). */
const PAGE_BYTES = 1_024 * 1_024;

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type Conditional = {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Values | undefined;
};
type Search = Conditional & {
  readonly IndexName?: string | undefined;
  readonly FilterExpression?: string | undefined;
  readonly ExclusiveStartKey?: Item | undefined;
  readonly Limit?: number | undefined;
  readonly ConsistentRead?: boolean | undefined;
};

/** One table in memory. It is the only one there is, whatever name the calls give. */
export class MemoryDynamoDb {
  readonly #items: StoredItems;
  readonly #meter: Meter;

  constructor(index: IndexFacts, meter: Meter) {
    this.#items = new StoredItems(index);
    this.#meter = meter;
  }

  /** The answer to the command; throws what the SDK throws where a condition does not hold. */
  answer(command: object): object {
    this.#meter.use({ databaseCalls: 1 });
    if (command instanceof GetCommand) {
      const { Key, ConsistentRead } = command.input;
      return this.#get(keyOf(Key), readKind(ConsistentRead));
    }
    if (command instanceof BatchGetCommand) {
      return this.#batchGet(command);
    }
    if (command instanceof TransactGetCommand) {
      const gets = (command.input.TransactItems ?? []).flatMap(({ Get }) => Get ?? []);
      return { Responses: gets.map(({ Key }) => this.#get(keyOf(Key), 'transaction')) };
    }
    if (command instanceof QueryCommand) {
      return this.#query(command);
    }
    if (command instanceof ScanCommand) {
      return this.#page(this.#items.all(), command.input, 'the table');
    }
    if (command instanceof PutCommand) {
      const { Item: item = {}, ...condition } = command.input;
      return this.#write(keyOf(item), condition, () => stored(item));
    }
    if (command instanceof DeleteCommand) {
      return this.#write(keyOf(command.input.Key), command.input, () => undefined);
    }
    if (command instanceof UpdateCommand) {
      return this.#update(command);
    }
    if (command instanceof TransactWriteCommand) {
      return this.#transact(command.input.TransactItems ?? []);
    }
    throw new Error(`The bench answers no ${command.constructor.name}: add it to bench/aws/dynamodb/dynamodb.ts.`);
  }

  #get(key: Key, kind: ReadKind): { readonly Item?: Item } {
    const item = this.#items.get(key);
    this.#meter.use({ readUnits: readUnits(sizeOf(item), kind) }, `${kind} read of ${itemNamed(key)}`);
    return item === undefined ? {} : { Item: stored(item) };
  }

  #batchGet({ input }: BatchGetCommand): object {
    const answers = Object.entries(input.RequestItems ?? {}).map(([table, { Keys = [], ConsistentRead }]) => {
      return [table, Keys.flatMap((key) => this.#get(keyOf(key), readKind(ConsistentRead)).Item ?? [])] as const;
    });
    return { Responses: Object.fromEntries(answers), UnprocessedKeys: {} };
  }

  #query({ input }: QueryCommand): object {
    const {
      KeyConditionExpression = '',
      ExpressionAttributeNames: names = {},
      ExpressionAttributeValues: values = {},
    } = input;
    const condition = parseCondition(KeyConditionExpression, names);
    const [, value = ''] = /^\s*\S+\s*=\s*(:\w+)/.exec(KeyConditionExpression) ?? [];
    const partition = String(values[value]);
    const items = input.IndexName === undefined ? this.#items.partition(partition) : this.#items.referenced(partition);
    const found = items.filter((item) => holds(condition, item, values));
    const [kind = ''] = partition.split('#');
    return this.#page(input.ScanIndexForward === false ? found.toReversed() : found, input, kind);
  }

  /** One page of what a query or scan reads: what is filtered out is paid for. */
  #page(items: readonly Item[], search: Search, what: string): object {
    const { Limit = Number.POSITIVE_INFINITY, ExclusiveStartKey: from, ConsistentRead } = search;
    const start = from === undefined ? 0 : startBehind(items, from);
    const page: Item[] = [];
    let bytes = 0;
    for (const item of items.slice(start)) {
      if (page.length >= Limit || (page.length > 0 && bytes >= PAGE_BYTES)) {
        break;
      }
      page.push(item);
      bytes += sizeOf(item);
    }
    this.#meter.use({ readUnits: readUnits(bytes, readKind(ConsistentRead)) }, `query of ${what}`);
    const last = page.at(-1);
    const isMore = start + page.length < items.length;
    return {
      Items: page
        .filter((item) => holdsFor(item, { ...search, ConditionExpression: search.FilterExpression }))
        .map(stored),
      ...(isMore &&
        last !== undefined && { LastEvaluatedKey: { pk: last['pk'], sk: last['sk'], ...referenceOf(last, search) } }),
    };
  }

  #update({ input }: UpdateCommand): object {
    const key = keyOf(input.Key);
    const before = this.#items.get(key);
    const { after } = this.#write(key, input, () => updatedItem(key, before, input));
    const returned = input.ReturnValues === 'ALL_NEW' ? after : input.ReturnValues === 'ALL_OLD' ? before : undefined;
    return returned === undefined ? {} : { Attributes: stored(returned) };
  }

  /** One write outside of a transaction; throws where its condition does not hold, which is paid for as well. */
  #write(
    key: Key,
    condition: Conditional & { readonly ReturnValuesOnConditionCheckFailure?: string | undefined },
    change: () => Item | undefined,
  ): { readonly after?: Item } {
    const before = this.#items.get(key);
    if (!holdsFor(before, condition)) {
      this.#pay(key, before, false, 'refused write of');
      throw new ConditionalCheckFailedException({
        message: 'The conditional request failed',
        $metadata: { attempts: 1 },
        ...(condition.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && before && { Item: attributeValues(before) }),
      });
    }
    const after = change();
    this.#pay(key, after, false, 'write of');
    return after === undefined ? {} : { after };
  }

  /** All or nothing: what does not happen is paid for, too. */
  #transact(actions: readonly TransactItem[]): object {
    const writes = actions.map((action) => this.#planned(action));
    const isAllowed = writes.every(({ isAllowed: each }) => each);
    for (const { key, before, after } of writes) {
      this.#pay(key, isAllowed ? after : before, true, isAllowed ? 'transaction on' : 'refused transaction on');
    }
    if (!isAllowed) {
      throw new TransactionCanceledException({
        message: 'Transaction cancelled, please refer cancellation reasons for specific reasons',
        $metadata: { attempts: 1 },
        CancellationReasons: writes.map((each) => ({ Code: each.isAllowed ? 'None' : 'ConditionalCheckFailed' })),
      });
    }
    return {};
  }

  /** Writes the item, and counts what that takes. */
  #pay(key: Key, after: Item | undefined, isTransaction: boolean, how: string): void {
    const cost = this.#items.write(key, after, isTransaction);
    this.#meter.use(cost, `${how} ${itemNamed(key)}`);
    this.#meter.write(key.pk, cost.writeUnits);
  }

  #planned({ Put, Update, Delete, ConditionCheck }: TransactItem) {
    const action = Put ?? Update ?? Delete ?? ConditionCheck;
    const key = keyOf(Put?.Item ?? Update?.Key ?? Delete?.Key ?? ConditionCheck?.Key);
    const before = this.#items.get(key);
    const isAllowed = action !== undefined && holdsFor(before, action);
    const change = () =>
      Put ? stored(Put.Item ?? {}) : Update ? updatedItem(key, before, Update) : Delete ? undefined : before;
    return { key, before, isAllowed, after: isAllowed ? change() : before };
  }
}

function readKind(isConsistent = false): ReadKind {
  return isConsistent ? 'consistent' : 'eventual';
}

function holdsFor(item: Item | undefined, { ConditionExpression: text, ...given }: Conditional): boolean {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = given;
  return text === undefined || holds(parseCondition(text, names), item ?? {}, values);
}

function updatedItem(
  key: Key,
  before: Item | undefined,
  {
    UpdateExpression = '',
    ExpressionAttributeNames = {},
    ExpressionAttributeValues = {},
  }: Conditional & { readonly UpdateExpression?: string | undefined },
): Item {
  return stored(updated(before ?? key, UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues));
}

/** An index gives its place by its own key, too. */
function referenceOf(item: Item, { IndexName }: Search): Item {
  return IndexName === undefined ? {} : { ref: item['ref'], refSort: item['refSort'] };
}

function keyOf(given: Item | undefined): Key {
  const { pk, sk } = given ?? {};
  if (typeof pk !== 'string' || typeof sk !== 'string') {
    throw new Error(`A key of the table is two texts, pk and sk, not ${JSON.stringify(given)}.`);
  }
  return { pk, sk };
}

/** A copy, without what is undefined, as the client sends it (`removeUndefinedValues`). */
function stored(item: Item): Item {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) => (value === undefined ? [] : [[name, clean(value)]])),
  );
}

function clean(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(clean);
  }
  if (value instanceof Set) {
    return new Set(value);
  }
  return typeof value === 'object' && value !== null ? stored({ ...value }) : value;
}

/** The place behind that key; where no item has it, before the next higher key (of a query forwards over the table itself). */
function startBehind(items: readonly Item[], from: Item): number {
  const at = items.findIndex(({ pk, sk }) => pk === from['pk'] && sk === from['sk']);
  if (at >= 0) {
    return at + 1;
  }
  const sought = Buffer.from(String(from['sk']));
  const next = items.findIndex(({ sk }) => Buffer.compare(Buffer.from(String(sk)), sought) > 0);
  return next < 0 ? items.length : next;
}
