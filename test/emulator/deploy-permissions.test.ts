/**
 * The policies of docs/operate.md allow what CloudFormation needs for the stacks, by the permissions that its resource types
 * declare (`handlers` of their schemas, as cfn-lint carries them), and nothing beside.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import type { StocklineConfigInput } from '../../shared/config.ts';
import { construct, longestNames, MERCHANT } from '../infra/synthesis.ts';
import { emulatorUrl } from './emulator.ts';

const PERMISSIONS = join(import.meta.dirname, '..', '..', 'infra', 'permissions');
const EXECUTION = readFileSync(join(PERMISSIONS, 'cloudformation-execution.json'), 'utf8');
const DEPLOYER = readFileSync(join(PERMISSIONS, 'deployer.json'), 'utf8');

type NotUsed = { readonly type?: RegExp; readonly action: RegExp; readonly why: string };
/** What a type declares for properties that the stacks do not use. */
const NOT_USED: readonly NotUsed[] = [
  { type: /^AWS::DynamoDB::Table$/, action: /^logs:/, why: 'no import' },
  { type: /^AWS::SNS::/, action: /^iam:/, why: 'mails need no role' },
  { action: /^kms:/, why: 'no key of its own' },
  { action: /^(ec2|elasticfilesystem|s3files):/, why: 'no function lies in a VPC' },
  { action: /^(kinesis|firehose):/, why: 'no stream' },
  {
    action: /^dynamodb:.*(Item|Kinesis|Replica|Import|Scan|Query|PutResourcePolicy|DeleteResourcePolicy)/,
    why: 'one table in one region, no import, no policy',
  },
  { action: /^iam:CreateServiceLinkedRole$/, why: 'no replica' },
  { action: /^iam:.*(UserPolicy|GroupPolicy|PermissionsBoundary)$/, why: 'roles only, without a boundary' },
  {
    action: /^lambda:.*(CodeSigning|LayerVersion|Scaling|CapacityProvider|RuntimeAlias)/,
    why: 'no layer, no signed code, no capacity of its own',
  },
  {
    action:
      /^logs:.*(DataProtection|IndexPolicy|BearerToken|KmsKey|DeletionProtection|LogStream|PutLogEvents|DeleteResourcePolicy)/,
    why: 'plain log groups',
  },
  {
    action: /^s3:(REST|ListBucket|GetObjectMetadata|getObject)/,
    why: 'no definition of an API and no import from a bucket',
  },
  { action: /^secretsmanager:.*Regions/, why: 'secrets in one region' },
  { action: /^sns:PutDataProtectionPolicy$/, why: 'mails only' },
  { action: /^events:PutPermission$/, why: 'nobody else sends to the bus' },
  {
    action: /^cloudformation:(GetStackPolicy|GetTemplate|SetStackPolicy|UpdateTerminationProtection)$/,
    why: 'the parent stack has these',
  },
];
type Resource = { readonly type: string; readonly arn: string };

function shops(count: number): StocklineConfigInput {
  const { locations, channels } = longestNames(3 * count);
  return { locations, channels: channels.filter(({ platform }) => platform === 'shopify') };
}

const ALERTS = { email: 'shop@example.com', webhooks: [{ id: 'chat', url: 'https://chat.example.com/stock' }] };

const handlers = v.record(v.string(), v.object({ permissions: v.array(v.string()) }));
const statement = v.looseObject({ Action: v.unknown(), Condition: v.optional(v.unknown()) });
const reference = v.object({ Ref: v.string() });
const parsedTemplate = v.object({
  Resources: v.record(
    v.string(),
    v.object({ Type: v.string(), Properties: v.optional(v.record(v.string(), v.unknown()), {}) }),
  ),
});

describe('the policy for CloudFormation', () => {
  it.each([
    ['a merchant with a few channels', construct(MERCHANT, false)],
    [
      'a stage with nested stacks, partner events and mails',
      construct({ ...longestNames(9), alerts: ALERTS }, false, 'acceptance12'),
    ],
    ['25 shops, whose receiver has a policy that the CDK splits', construct(shops(25), false)],
  ])(
    'allows all that %s needs',
    async (_, { app, stack }) => {
      const found = resourcesOf(app.synth().directory, stack.stackName);
      const declared = declaredPermissions([...new Set(found.map(({ type }) => type))]);
      const wanted = new Map<string, Set<string>>();
      for (const { type, arn } of found) {
        for (const action of declared.get(type) ?? []) {
          const on = wantedOn(action, arn);
          wanted.set(on, new Set([...(wanted.get(on) ?? []), action]));
        }
      }
      expect(wanted.size).toBeGreaterThan(50);
      const refused: string[] = [];
      for (const [arn, actions] of wanted) {
        refused.push(...(await refusedOf(EXECUTION, [...actions], arn)));
      }
      expect(refused).toEqual([]);
    },
    240_000,
  );

  it('allows to read which version of the CDK’s bootstrap is there, as each template asks', async () => {
    expect(
      await refusedOf(EXECUTION, ['ssm:GetParameters'], arnOf('ssm', 'parameter/cdk-bootstrap/x/version')),
    ).toEqual([]);
  });

  // IAM user guide, “IAM and AWS STS quotas”, 2026-11: customer managed policies.
  it('is no longer than the 6,144 characters without white space that a policy may have', () => {
    const texts = [EXECUTION, DEPLOYER].map((policy) => JSON.stringify(JSON.parse(policy)).replaceAll(/\s/g, ''));
    expect(texts.filter(({ length }) => length > 6_144)).toEqual([]);
  });

  it('passes roles to functions only, and connects only Stockline’s functions to queues', () => {
    const conditions = statementsOf(EXECUTION).flatMap(({ Action, Condition }) =>
      Condition ? [[Action, Condition]] : [],
    );
    expect(conditions).toEqual([
      [
        'lambda:CreateEventSourceMapping',
        { ArnLike: { 'lambda:FunctionArn': 'arn:aws:lambda:*:*:function:stockline-*' } },
      ],
      ['iam:PassRole', { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } }],
    ]);
  });
});

it.each([
  ['npm run deploy looks for what an earlier deployment left', 'dynamodb:ListTables', '*'],
  ['npm run deploy protects the ledger', 'dynamodb:UpdateTable', arnOf('dynamodb', 'table/Stockline-LedgerTable1')],
  [
    'the CDK deploys by its own role',
    'sts:AssumeRole',
    arnOf('iam', 'role/cdk-hnb659fds-deploy-role-123456789012-us-east-1'),
  ],
])('the policy of who deploys: %s', async (_, action, arn) => {
  expect(await refusedOf(DEPLOYER, [action], arn)).toEqual([]);
});

it.each([
  ['CloudFormation reads the ledger', EXECUTION, 'dynamodb:Query', 'table/Stockline-LedgerTable1'],
  ['CloudFormation deletes another table', EXECUTION, 'dynamodb:DeleteTable', 'table/orders'],
  ['CloudFormation makes a user', EXECUTION, 'iam:CreateUser', 'user/somebody'],
  ['CloudFormation makes another role', EXECUTION, 'iam:CreateRole', 'role/admin'],
  ['CloudFormation changes another policy', EXECUTION, 'iam:CreatePolicyVersion', 'policy/admin'],
  ['CloudFormation passes another role', EXECUTION, 'iam:PassRole', 'role/admin'],
  ['CloudFormation changes another function', EXECUTION, 'lambda:UpdateFunctionCode', 'function:orders'],
  ['CloudFormation reads another secret', EXECUTION, 'secretsmanager:GetSecretValue', 'secret:database'],
  ['the one who deploys reads the ledger', DEPLOYER, 'dynamodb:Query', 'table/Stockline-LedgerTable1'],
  ['the one who deploys reads a secret', DEPLOYER, 'secretsmanager:GetSecretValue', 'secret:stockline/shopify'],
  ['the one who deploys deletes the ledger', DEPLOYER, 'dynamodb:DeleteTable', 'table/Stockline-LedgerTable1'],
  ['the one who deploys makes a role', DEPLOYER, 'iam:CreateRole', 'role/Stockline-Role1'],
  ['the one who deploys takes another role', DEPLOYER, 'sts:AssumeRole', 'role/admin'],
])('the policies do not allow that %s', async (_, policy, action, resource) => {
  const service = action.startsWith('sts:') ? 'iam' : (action.split(':')[0] ?? '');
  expect(await refusedOf(policy, [action], arnOf(service, resource))).toHaveLength(1);
});

/** The resources of the stack and of those nested in it. */
function resourcesOf(directory: string, stackName: string): Resource[] {
  const templates = readdirSync(directory).filter((name) => name.endsWith('.template.json'));
  return templates.flatMap((file) => {
    const { Resources } = v.parse(parsedTemplate, JSON.parse(readFileSync(join(directory, file), 'utf8')));
    return Object.entries(Resources).map(([id, { Type: type, Properties }]) => ({
      type,
      arn: arnOfResource(type, (property) => {
        const given = Properties[property];
        const named = v.is(reference, given) ? Resources[given.Ref]?.Properties[property] : given;
        // CloudFormation makes a name of the stack's, the logical id and some characters where the template gives none.
        return typeof named === 'string' ? named : `${stackName}-${id}-1A2B3C4D5E6F`;
      }),
    }));
  });
}

function arnOfResource(type: string, nameIn: (property: string) => string): string {
  switch (type) {
    case 'AWS::DynamoDB::Table':
      return arnOf('dynamodb', `table/${nameIn('TableName')}`);
    case 'AWS::SQS::Queue':
    case 'AWS::SQS::QueuePolicy':
      return arnOf('sqs', nameIn('QueueName'));
    case 'AWS::Lambda::Function':
      return arnOf('lambda', `function:${nameIn('FunctionName')}`);
    case 'AWS::Lambda::Permission':
      return arnOf('lambda', 'function:stockline-stock-api');
    case 'AWS::Lambda::EventSourceMapping':
      return arnOf('lambda', 'event-source-mapping:1');
    case 'AWS::IAM::Role':
    case 'AWS::IAM::Policy':
      return arnOf('iam', `role/${nameIn('RoleName')}`);
    case 'AWS::IAM::ManagedPolicy':
      return arnOf('iam', `policy/${nameIn('ManagedPolicyName')}`);
    case 'AWS::Events::EventBus':
      return arnOf('events', `event-bus/${nameIn('Name')}`);
    case 'AWS::Events::Rule':
      return arnOf('events', `rule/${nameIn('EventBusName')}/${nameIn('Name')}`);
    case 'AWS::SecretsManager::Secret':
      return arnOf('secretsmanager', `secret:${nameIn('Name')}`);
    case 'AWS::Logs::LogGroup':
    case 'AWS::Logs::MetricFilter':
      return arnOf('logs', `log-group:${nameIn('LogGroupName')}`);
    case 'AWS::Logs::QueryDefinition':
      return '*';
    case 'AWS::CloudWatch::Alarm':
      return arnOf('cloudwatch', `alarm:${nameIn('AlarmName')}`);
    case 'AWS::CloudWatch::Dashboard':
      return `arn:aws:cloudwatch::123456789012:dashboard/${nameIn('DashboardName')}`;
    case 'AWS::SNS::Topic':
    case 'AWS::SNS::TopicPolicy':
    case 'AWS::SNS::Subscription':
      return arnOf('sns', nameIn('TopicName'));
    case 'AWS::CloudFormation::Stack':
      return arnOf('cloudformation', `stack/${nameIn('StackName')}/1`);
    case 'AWS::ApiGatewayV2::Api':
    case 'AWS::ApiGatewayV2::Integration':
    case 'AWS::ApiGatewayV2::Route':
    case 'AWS::ApiGatewayV2::Stage':
      return 'arn:aws:apigateway:us-east-1::/apis/1';
    default:
      throw new Error(`${type}: say here which ARN a resource of this type has.`);
  }
}

/** The ARN that the action is wanted on, for a resource with this one: a few need something else. */
function wantedOn(action: string, arn: string): string {
  if (action === 'iam:PassRole' || action.endsWith('RolePolicy')) {
    return arnOf('iam', 'role/Stockline-Role1');
  }
  return action.startsWith('s3:GetObject') ? 'arn:aws:s3:::cdk-hnb659fds-assets-123456789012-us-east-1/code.zip' : arn;
}

function arnOf(service: string, resource: string): string {
  const region = service === 'iam' ? '' : 'us-east-1';
  return `arn:aws:${service}:${region}:123456789012:${resource}`;
}

/** The actions that CloudFormation needs to create, read, update and delete a resource of each type. */
function declaredPermissions(types: readonly string[]): Map<string, readonly string[]> {
  const python = process.env['STOCKLINE_TEST_CFN_LINT'];
  if (python === undefined) {
    throw new Error('These tests need cfn-lint: run them with `npm test`, which fetches it.');
  }
  const { stdout, stderr, status } = spawnSync(python, ['-c', READ_HANDLERS, ...types], { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`cfn-lint does not tell its schemas: ${stderr}`);
  }
  const parsed = v.parse(v.record(v.string(), handlers), JSON.parse(stdout));
  return new Map(Object.entries(parsed).map(([type, declared]) => [type, actionsOf(type, declared)]));
}

const READ_HANDLERS = `
import json, sys
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER as schemas
print(json.dumps({t: schemas.get_resource_schema('us-east-1', t).schema.get('handlers', {}) for t in sys.argv[1:]}))
`;

function actionsOf(type: string, declared: v.InferOutput<typeof handlers>): string[] {
  // Only imports list resources, and the CDK's Lambda permissions carry no schema of their update.
  const actions = Object.entries(declared).flatMap(([handler, { permissions }]) =>
    handler === 'list' ? [] : permissions,
  );
  if (actions.length === 0) {
    throw new Error(`${type} declares no permission.`);
  }
  return [...new Set(actions)].filter(
    (action) => !NOT_USED.some((each) => each.action.test(action) && (each.type?.test(type) ?? true)),
  );
}

/** Those that the policy does not allow, as IAM's simulation on the emulator says. It knows no context, so conditions are left out. */
async function refusedOf(policy: string, actions: readonly string[], arn: string): Promise<string[]> {
  const Statement = statementsOf(policy).map(({ Condition: _, ...rest }) => rest);
  const body = new URLSearchParams({
    Action: 'SimulateCustomPolicy',
    Version: '2010-05-08',
    'PolicyInputList.member.1': JSON.stringify({ Version: '2012-10-17', Statement }),
    'ResourceArns.member.1': arn,
  });
  for (const [index, action] of actions.entries()) {
    body.set(`ActionNames.member.${index + 1}`, action);
  }
  const authorization =
    'AWS4-HMAC-SHA256 Credential=test/20261129/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0';
  const response = await fetch(emulatorUrl(), { method: 'POST', headers: { authorization }, body });
  const answer = await response.text();
  const decisions = [...answer.matchAll(/<EvalActionName>([^<]+)<\/EvalActionName>.*?<EvalDecision>([^<]+)</gs)];
  if (decisions.length !== actions.length) {
    throw new Error(`The emulator judged ${decisions.length} of ${actions.length} actions: ${answer.slice(0, 300)}`);
  }
  return decisions.flatMap(([, action, decision]) =>
    decision === 'allowed' ? [] : [`${action} on ${arn}: ${decision}`],
  );
}

function statementsOf(policy: string): v.InferOutput<typeof statement>[] {
  return v.parse(v.object({ Statement: v.array(statement) }), JSON.parse(policy)).Statement;
}
