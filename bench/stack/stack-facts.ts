/** Reads from the stack's template how functions, queues, rules and the table are wired, as CloudFormation would make them. */
import * as v from 'valibot';
import type { IndexFacts } from '../aws/dynamodb/stored-items.ts';
import type { Rule } from '../aws/event-bus.ts';
import type { QueueFacts } from '../aws/queues.ts';
import type { StackTemplate } from './synthesise.ts';

const ACCOUNT = '123456789012';
/** The address of the HTTP API in an environment, until the bench's own server has one. */
export const API_ADDRESS = 'http://127.0.0.1:9';

export type FunctionFacts = {
  /** As in `functions/<entry>.ts`; the ids of the bench's channels are the names of their platforms. */
  readonly entry: string;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
};

/** What brings the messages of a queue to a function. */
export type Feed = {
  readonly queue: string;
  readonly entry: string;
  readonly batchSize: number;
  readonly windowMs: number;
  /** Whether the function runs in so many copies at most: Lambda then polls the queue more often. */
  readonly isLimited: boolean;
};

export type StackFacts = {
  readonly functions: readonly FunctionFacts[];
  readonly queues: readonly QueueFacts[];
  readonly feeds: readonly Feed[];
  readonly rules: readonly Rule[];
  /** The functions that a schedule invokes, with how often. */
  readonly schedules: readonly { readonly entry: string; readonly everyMinutes: number }[];
  readonly index: IndexFacts;
  /** Alarms, each with the metrics that it watches: AWS bills an alarm by their number. */
  readonly alarms: readonly { readonly name: string; readonly metrics: number }[];
  readonly secrets: number;
};

const functionProperties = v.object({
  FunctionName: v.string(),
  MemorySize: v.number(),
  Environment: v.object({ Variables: v.record(v.string(), v.unknown()) }),
});
const queueProperties = v.object({
  FifoQueue: v.optional(v.boolean(), false),
  VisibilityTimeout: v.optional(v.number(), 30),
});
const feedProperties = v.object({
  BatchSize: v.number(),
  MaximumBatchingWindowInSeconds: v.optional(v.number(), 0),
  ScalingConfig: v.optional(v.object({ MaximumConcurrency: v.number() })),
  EventSourceArn: v.unknown(),
  FunctionName: v.unknown(),
});
const pattern: v.GenericSchema<Rule['pattern']> = v.record(
  v.string(),
  v.union([v.array(v.unknown()), v.lazy(() => pattern)]),
);
const ruleProperties = v.object({
  EventPattern: v.optional(pattern),
  ScheduleExpression: v.optional(v.string()),
  Targets: v.array(v.object({ Arn: v.unknown() })),
});
const tableProperties = v.object({
  GlobalSecondaryIndexes: v.tuple([
    v.object({
      Projection: v.object({ ProjectionType: v.string(), NonKeyAttributes: v.optional(v.array(v.string()), []) }),
    }),
  ]),
});
const alarmProperties = v.object({
  AlarmName: v.string(),
  Metrics: v.optional(v.array(v.looseObject({ MetricStat: v.optional(v.unknown()) }))),
});

/** Throws where the template has what the bench does not know: counts of another stack would be of no use. */
export function factsOf({ Resources }: StackTemplate): StackFacts {
  const ofType = <Properties>(type: string, properties: v.GenericSchema<unknown, Properties>) =>
    Object.entries(Resources).flatMap(([id, resource]) =>
      resource.Type === type ? [{ id, properties: v.parse(properties, resource.Properties) }] : [],
    );
  const functions = ofType('AWS::Lambda::Function', functionProperties).map(({ id, properties }) => ({
    id,
    entry: entryOf(properties.FunctionName),
    memoryMb: properties.MemorySize,
    environment: Object.fromEntries(
      Object.entries(properties.Environment.Variables).map(([name, value]) => [name, textOf(value, Resources)]),
    ),
  }));
  const entryBehind = (value: unknown): string | undefined =>
    functions.find(({ id }) => id === logicalIdOf(value))?.entry;
  const rules = ofType('AWS::Events::Rule', ruleProperties).map(({ properties }) => properties);
  const [table] = ofType('AWS::DynamoDB::Table', tableProperties);
  const [index] = table?.properties.GlobalSecondaryIndexes ?? [];
  if (index === undefined) {
    throw new Error('The template has no table with an index.');
  }
  const isWhole = index.Projection.ProjectionType === 'ALL';
  return {
    functions,
    queues: ofType('AWS::SQS::Queue', queueProperties).map(({ id, properties }) => ({
      name: id,
      isFifo: properties.FifoQueue,
      visibilityMs: 1_000 * properties.VisibilityTimeout,
    })),
    feeds: ofType('AWS::Lambda::EventSourceMapping', feedProperties).map(({ id, properties }) => ({
      queue: logicalIdOf(properties.EventSourceArn),
      entry: entryBehind(properties.FunctionName) ?? unknown(`the function of ${id}`),
      batchSize: properties.BatchSize,
      windowMs: 1_000 * properties.MaximumBatchingWindowInSeconds,
      isLimited: properties.ScalingConfig !== undefined,
    })),
    rules: rules.flatMap(({ EventPattern, Targets }) =>
      EventPattern === undefined ? [] : Targets.map(({ Arn }) => ({ pattern: EventPattern, queue: logicalIdOf(Arn) })),
    ),
    schedules: rules.flatMap(({ ScheduleExpression, Targets }) =>
      ScheduleExpression === undefined
        ? []
        : Targets.map(({ Arn }) => ({
            entry: entryBehind(Arn) ?? unknown('the function of a schedule'),
            everyMinutes: minutesOf(ScheduleExpression),
          })),
    ),
    index: { projected: isWhole ? 'all' : index.Projection.NonKeyAttributes },
    alarms: ofType('AWS::CloudWatch::Alarm', alarmProperties).map(({ properties: { AlarmName, Metrics } }) => ({
      name: AlarmName,
      metrics: Metrics === undefined ? 1 : Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length,
    })),
    secrets: Object.values(Resources).filter(({ Type }) => Type === 'AWS::SecretsManager::Secret').length,
  };
}

/** `stockline-push-shopify` is `functions/push-shopify.ts`. */
function entryOf(functionName: string): string {
  return functionName.replace(/^stockline-/, '');
}

function minutesOf(schedule: string): number {
  const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(schedule) ?? [];
  return minutes === undefined ? unknown(`the schedule ${schedule}`) : Number(minutes);
}

const intrinsic = v.object({
  Ref: v.optional(v.string()),
  'Fn::GetAtt': v.optional(v.tuple([v.string(), v.string()])),
  'Fn::Join': v.optional(v.tuple([v.string(), v.array(v.unknown())])),
});

/** The logical id behind `{Ref}` or `{Fn::GetAtt}`. */
function logicalIdOf(value: unknown): string {
  const { Ref: ref, 'Fn::GetAtt': attribute } = v.parse(intrinsic, value);
  return ref ?? attribute?.[0] ?? unknown(JSON.stringify(value));
}

/** The text that CloudFormation puts in the place of the value. */
function textOf(value: unknown, resources: StackTemplate['Resources']): string {
  if (typeof value === 'string') {
    return value;
  }
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = v.parse(intrinsic, value);
  if (join !== undefined) {
    return join[1].map((part) => textOf(part, resources)).join(join[0]);
  }
  if (ref !== undefined) {
    return resources[ref]?.Type === 'AWS::SQS::Queue' ? `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/${ref}` : ref;
  }
  const [id = '', name] = attribute ?? [];
  switch (name) {
    case 'QueueName':
      return id;
    case 'ApiEndpoint':
      return API_ADDRESS;
    default:
      return unknown(JSON.stringify(value));
  }
}

function unknown(what: string): never {
  throw new Error(`The bench does not know ${what}: see bench/stack/stack-facts.ts.`);
}
