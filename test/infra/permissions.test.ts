import { describe, expect, it } from '@jest/globals';
import {
  functionNamed,
  logicalId,
  type Resource,
  resource,
  resources,
  type Statement,
  statementsOf,
  synthesise,
} from './synthesis.ts';

const { template } = synthesise();

const FUNCTIONS = resources(template, 'AWS::Lambda::Function').map(({ properties }) =>
  String(properties['FunctionName']),
);
const RECEIVERS = FUNCTIONS.filter((name) => /-receive-(?!pos)/.test(name));
const TABLE = resource(template, 'AWS::DynamoDB::Table', () => true, 'a table').id;

/** What the function may do, as `action on resource`, the resource by its logical id. */
function allowed(functionName: string): string[] {
  const all = statementsOf(template, functionNamed(template, functionName)).flatMap(({ Effect, Action, Resource }) =>
    [Action]
      .flat()
      .flatMap((action) => [Resource].flat().map((each) => `${Effect} ${action} on ${resourceName(each)}`)),
  );
  return [...new Set(all)].sort();
}

function resourceName(each: unknown): string {
  const joined = (each as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] })['Fn::Join']?.[1];
  const text = joined === undefined ? logicalId(each) : joined.map(logicalId).join('');
  return text.replace(/[0-9A-F]{8}(?=$|\/)/, '');
}

/** CloudWatch knows no resources for it (service authorization reference, “Amazon CloudWatch”, 2026-11). It only reads. */
const NAMES_NO_RESOURCE = /^Allow cloudwatch:GetMetricData on \*$/;

/** What CloudFormation adds to the name of the stack, for its queues and nested stacks, is known afterwards. Both only read. */
const NAMED_BY_CLOUDFORMATION =
  /^Allow (?:cloudformation:ListStackResources on .+:stack\/Stockline(?:-\*)?\/\*|sqs:GetQueueAttributes on .+:Stockline-\*)$/;

describe('a function may do', () => {
  it.each(FUNCTIONS)('%s: only named actions on named resources', (name) => {
    const role = logicalId(functionNamed(template, name).properties['Role']);
    const { properties } = resource(template, 'AWS::IAM::Role', ({ id }) => id === role, role);
    expect(properties['ManagedPolicyArns']).toBeUndefined();
    const isExplained = (statement: string) =>
      NAMES_NO_RESOURCE.test(statement) || NAMED_BY_CLOUDFORMATION.test(statement);
    expect(allowed(name).filter((statement) => statement.includes('*') && !isExplained(statement))).toEqual([]);
    expect(allowed(name).length).toBeGreaterThan(0);
  });

  it.each(FUNCTIONS)('%s: no scan of the ledger, and no delete from it', (name) => {
    expect(allowed(name).filter((statement) => /Scan|Delete(?!Message)|PartiQL|BatchWrite/.test(statement))).toEqual(
      [],
    );
  });

  it.each(RECEIVERS)('%s: nothing to the ledger', (name) => {
    expect(allowed(name).filter((statement) => statement.includes('dynamodb'))).toEqual([]);
    expect(JSON.stringify(functionNamed(template, name).properties)).not.toContain(TABLE);
  });

  it('receive-pos: nothing to the ledger but to keep the books of its own channels’ orders', () => {
    const receiver = functionNamed(template, 'stockline-receive-pos');
    expect(statementsOf(template, receiver).filter(({ Action }) => String(Action).includes('dynamodb'))).toEqual([
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: { 'Fn::GetAtt': [TABLE, 'Arn'] },
        Condition: {
          Null: { 'dynamodb:LeadingKeys': 'false' },
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ORDER#warehouse#*'] },
        },
      },
    ]);
  });

  it('post-observations: write the ledger, emit, have orders read, and pack what waits for its own queue', () => {
    expect(allowed('stockline-post-observations')).toEqual([
      ...POST_TO_LEDGER,
      'Allow events:PutEvents on StockBus',
      ...log('IntakePostObservations'),
      ...[
        ...consume('IntakeObservationsQueue'),
        ...consume('IntakePackingWaitingQueue'),
        'Allow sqs:SendMessage on DriftChecksamazonWaitingQueue',
        'Allow sqs:SendMessage on DriftChecksshopWaitingQueue',
        'Allow sqs:SendMessage on DriftChecksshopoutletWaitingQueue',
        'Allow sqs:SendMessage on DriftCheckstillWaitingQueue',
        'Allow sqs:SendMessage on IntakeObservationsDeadLetters',
        'Allow sqs:SendMessage on IntakeObservationsQueue',
        'Allow sqs:SendMessage on OrderReadingsamazonOrdersQueue',
        'Allow sqs:SendMessage on OrderReadingsshopOrdersQueue',
        'Allow sqs:SendMessage on OrderReadingsshopoutletOrdersQueue',
      ].sort(),
    ]);
  });

  it('expire-holds: find a hold’s SKUs, write the ledger, emit, and set the timer again', () => {
    expect(allowed('stockline-expire-holds')).toEqual([
      ...[...POST_TO_LEDGER, 'Allow dynamodb:GetItem on LedgerTable'].sort(),
      'Allow events:PutEvents on StockBus',
      ...log('HoldsExpireHolds'),
      ...consume('HoldsExpiriesQueue'),
      'Allow sqs:SendMessage on HoldsExpiriesQueue',
    ]);
  });

  it('receive-shopify: read its shops’ secrets, queue, and have their orders read', () => {
    expect(allowed('stockline-receive-shopify')).toEqual([
      ...log('IntakeReceiveShopify'),
      'Allow secretsmanager:GetSecretValue on CredentialsChannelshop',
      'Allow secretsmanager:GetSecretValue on CredentialsChannelshopoutlet',
      'Allow sqs:GetQueueAttributes on IntakeObservationsQueue',
      'Allow sqs:SendMessage on DriftChecksshopWaitingQueue',
      'Allow sqs:SendMessage on DriftChecksshopoutletWaitingQueue',
      'Allow sqs:SendMessage on IntakeObservationsQueue',
      'Allow sqs:SendMessage on IntakePackingWaitingQueue',
      'Allow sqs:SendMessage on OrderReadingsshopOrdersQueue',
      'Allow sqs:SendMessage on OrderReadingsshopoutletOrdersQueue',
    ]);
  });

  it('a push function: keep the state of pushes and have them checked, with the secret of its own channel', () => {
    expect(allowed('stockline-push-shop-outlet')).toEqual([
      'Allow dynamodb:BatchGetItem on LedgerTable',
      'Allow dynamodb:ConditionCheckItem on LedgerTable',
      'Allow dynamodb:GetItem on LedgerTable',
      'Allow dynamodb:PutItem on LedgerTable',
      'Allow dynamodb:Query on LedgerTable',
      'Allow dynamodb:UpdateItem on LedgerTable',
      'Allow events:PutEvents on StockBus',
      ...log('ChannelshopoutletPush'),
      'Allow secretsmanager:GetSecretValue on CredentialsChannelshopoutlet',
      ...[
        ...consume('ChannelshopoutletPushesQueue'),
        ...consume('ChannelshopoutletUrgentQueue'),
        'Allow sqs:SendMessage on DriftChecksshopoutletWaitingQueue',
      ].sort(),
    ]);
  });

  it('a check: find SKUs by the channel’s id, read orders, keep the state of pushes, queue, and check again', () => {
    expect(allowed('stockline-check-shop-outlet')).toEqual([
      'Allow dynamodb:BatchGetItem on LedgerTable',
      'Allow dynamodb:ConditionCheckItem on LedgerTable',
      'Allow dynamodb:GetItem on LedgerTable',
      'Allow dynamodb:PutItem on LedgerTable',
      'Allow dynamodb:Query on LedgerTable',
      'Allow dynamodb:Query on LedgerTable/index/byReference',
      'Allow dynamodb:UpdateItem on LedgerTable',
      'Allow events:PutEvents on StockBus',
      ...log('DriftChecksshopoutletCheck'),
      'Allow secretsmanager:GetSecretValue on CredentialsChannelshopoutlet',
      ...[
        ...consume('DriftChecksshopoutletWaitingQueue'),
        'Allow sqs:GetQueueAttributes on IntakeObservationsDeadLetters',
      ].sort(),
      'Allow sqs:SendMessage on DriftChecksshopoutletWaitingQueue',
      'Allow sqs:SendMessage on IntakeObservationsQueue',
    ]);
  });

  it('read-square: find SKUs by the channel’s id, remember how far it read, queue, and have counts checked', () => {
    expect(allowed('stockline-read-till')).toEqual([
      'Allow dynamodb:BatchGetItem on LedgerTable',
      'Allow dynamodb:Query on LedgerTable',
      'Allow dynamodb:Query on LedgerTable/index/byReference',
      'Allow dynamodb:UpdateItem on LedgerTable',
      ...log('NoticestillRead'),
      'Allow secretsmanager:GetSecretValue on CredentialsChanneltill',
      ...consume('NoticestillNoticesQueue'),
      'Allow sqs:SendMessage on DriftCheckstillWaitingQueue',
      'Allow sqs:SendMessage on IntakeObservationsQueue',
    ]);
  });

  it('a reader of orders: find an order’s lines, read what is remembered of them, pause its channel, and queue', () => {
    expect(allowed('stockline-read-shop-outlet-orders')).toEqual([
      'Allow dynamodb:BatchGetItem on LedgerTable',
      'Allow dynamodb:Query on LedgerTable',
      'Allow dynamodb:Query on LedgerTable/index/byReference',
      'Allow dynamodb:UpdateItem on LedgerTable',
      ...log('OrderReadingsshopoutletRead'),
      'Allow secretsmanager:GetSecretValue on CredentialsChannelshopoutlet',
      ...[...consume('OrderReadingsshopoutletOrdersQueue'), 'Allow sqs:SendMessage on IntakeObservationsQueue'].sort(),
    ]);
  });

  it('a sweep: find SKUs by the channel’s id, read what is remembered of orders, move its mark, and queue', () => {
    expect(allowed('stockline-sweep-shop-outlet')).toEqual([
      'Allow dynamodb:BatchGetItem on LedgerTable',
      'Allow dynamodb:GetItem on LedgerTable',
      'Allow dynamodb:Query on LedgerTable',
      'Allow dynamodb:Query on LedgerTable/index/byReference',
      'Allow dynamodb:UpdateItem on LedgerTable',
      ...log('SweepsshopoutletSweep'),
      'Allow secretsmanager:GetSecretValue on CredentialsChannelshopoutlet',
      'Allow sqs:SendMessage on DriftChecksshopoutletWaitingQueue',
      'Allow sqs:SendMessage on IntakeObservationsQueue',
    ]);
  });

  it('the stock API: read the ledger and post holds to it, with its own token only', () => {
    expect(allowed('stockline-stock-api')).toEqual([
      ...[
        ...POST_TO_LEDGER,
        'Allow dynamodb:GetItem on LedgerTable',
        'Allow dynamodb:Query on LedgerTable/index/byReference',
      ].sort(),
      'Allow events:PutEvents on StockBus',
      ...log('StockApi'),
      'Allow secretsmanager:GetSecretValue on CredentialsApiToken',
      'Allow sqs:SendMessage on HoldsExpiriesQueue',
    ]);
  });
});

describe('the page', () => {
  it('may read the ledger, take a SKU off a list, read the token, what was measured and how many messages failed', () => {
    const arn = (service: string, name: string) => `arn:AWS::Partition:${service}:AWS::Region:AWS::AccountId:${name}`;
    expect(allowed('stockline-page')).toEqual([
      `Allow cloudformation:ListStackResources on ${arn('cloudformation', 'stack/Stockline-*/*')}`,
      `Allow cloudformation:ListStackResources on ${arn('cloudformation', 'stack/Stockline/*')}`,
      'Allow cloudwatch:GetMetricData on *',
      ...['BatchGetItem', 'GetItem', 'Query', 'UpdateItem'].map((action) => `Allow dynamodb:${action} on LedgerTable`),
      ...log('Page'),
      'Allow secretsmanager:GetSecretValue on CredentialsApiToken',
      `Allow sqs:GetQueueAttributes on ${arn('sqs', 'Stockline-*')}`,
    ]);
  });

  it('lets one token a second be tried', () => {
    const { properties } = resource(template, 'AWS::ApiGatewayV2::Stage', () => true, 'a stage');
    expect(properties['RouteSettings']).toMatchObject({
      'POST /sign-in': { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2 },
    });
  });
});

describe('from outside', () => {
  it('only Amazon’s account may send notifications, to its queue alone', () => {
    const isForAmazon = (each: Resource) => JSON.stringify(each.properties).includes('437568002678');
    const { properties } = resource(template, 'AWS::SQS::QueuePolicy', isForAmazon, 'a policy for Amazon');
    const { Statement } = properties['PolicyDocument'] as { readonly Statement: Statement[] };
    expect(properties['Queues']).toEqual([{ Ref: expect.stringContaining('NotificationsQueue') }]);
    expect(Statement.filter(({ Effect }) => Effect === 'Allow').map(({ Action }) => [Action].flat().sort())).toEqual([
      ['sqs:GetQueueAttributes', 'sqs:SendMessage'],
    ]);
  });

  it('only this stack’s own API may call the functions that it routes to, and only its schedules the sweeps', () => {
    for (const { properties } of resources(template, 'AWS::Lambda::Permission')) {
      const called = logicalId(properties['FunctionName']);
      const isSweep = called.startsWith('Sweeps');
      expect(properties['Principal']).toBe(isSweep ? 'events.amazonaws.com' : 'apigateway.amazonaws.com');
      const schedule = called.replace(/Sweep(Function)?[0-9A-F]{8}$/, '').replace(/Sweep$/, '');
      expect(JSON.stringify(properties['SourceArn'])).toContain(isSweep ? `${schedule}Schedule` : 'FrontDoorApi');
    }
  });
});

const POST_TO_LEDGER = ['BatchGetItem', 'ConditionCheckItem', 'PutItem', 'Query', 'UpdateItem'].map(
  (action) => `Allow dynamodb:${action} on LedgerTable`,
);

/** What writing into its own log group needs. */
function log(stocklineFunction: string): string[] {
  return ['CreateLogStream', 'PutLogEvents'].map((action) => `Allow logs:${action} on ${stocklineFunction}Logs`);
}

/** What taking messages from a queue needs. */
function consume(queue: string): string[] {
  return ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
    (action) => `Allow sqs:${action} on ${queue}`,
  );
}
