import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { findKept } from '../../local/deploying/kept-resources.ts';
import { emulatorClientConfig } from './emulator.ts';

const config = emulatorClientConfig();
const clients = {
  stacks: new CloudFormationClient(config),
  tables: new DynamoDBClient(config),
  secrets: new SecretsManagerClient(config),
};

describe('what an earlier deployment left in the account', () => {
  it('is nothing at a first deployment', async () => {
    expect(await findKept(clients, 'Stockline-kept1', { kind: 'present' })).toEqual({ kind: 'kept', arns: [] });
  });

  it('is not what the stack has itself', async () => {
    await createStack('kept2');
    expect(await findKept(clients, 'Stockline-kept2', { kind: 'present' })).toEqual({ kind: 'kept', arns: [] });
  });

  it('asks for a decision about the ledger of a stack that was removed, and takes table and secrets back', async () => {
    const table = await createStack('kept3');
    await removeStack('kept3');
    expect(await findKept(clients, 'Stockline-kept3', { kind: 'present' })).toMatchObject({
      kind: 'undecided',
      problem: expect.stringContaining(`Go on with it by \`--table ${table}\``),
    });

    const named = await findKept(clients, 'Stockline-kept3', { kind: 'named', name: table });
    expect(named).toEqual({
      kind: 'kept',
      arns: [
        expect.stringMatching(`^arn:aws:dynamodb:.*table/${table}$`),
        expect.stringMatching('^arn:aws:secretsmanager:.*:secret:stockline/kept3/api-'),
      ],
    });

    const fresh = await findKept(clients, 'Stockline-kept3', { kind: 'new' });
    expect(fresh).toEqual({ kind: 'kept', arns: [expect.stringContaining('secret:stockline/kept3/api-')] });
  });

  it('is no table that is no ledger', async () => {
    const keys = { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }] };
    await clients.tables.send(
      new CreateTableCommand({
        ...keys,
        TableName: 'kept4-orders',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    expect(await findKept(clients, 'Stockline-kept4', { kind: 'named', name: 'kept4-orders' })).toMatchObject({
      problem: expect.stringContaining('is no ledger of Stockline'),
    });
    expect(await findKept(clients, 'Stockline-kept4', { kind: 'named', name: 'kept4-none' })).toMatchObject({
      problem: expect.stringContaining('There is no table kept4-none'),
    });
  });

  it('stops at a secret that AWS is about to delete: its name is taken until then', async () => {
    await clients.secrets.send(new CreateSecretCommand({ Name: 'stockline/kept5/api', SecretString: '{}' }));
    await clients.secrets.send(new DeleteSecretCommand({ SecretId: 'stockline/kept5/api' }));
    expect(await findKept(clients, 'Stockline-kept5', { kind: 'present' })).toMatchObject({
      problem: expect.stringContaining('aws secretsmanager restore-secret --secret-id stockline/kept5/api'),
    });
  });
});

/** A stack with what of a deployment outlives it; returns the name of its table. */
async function createStack(stage: string): Promise<string> {
  const StackName = `Stockline-${stage}`;
  const kept = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
  const table = `${StackName}-LedgerTable`;
  const template = {
    Resources: {
      ApiToken: {
        Type: 'AWS::SecretsManager::Secret',
        ...kept,
        Properties: { Name: `stockline/${stage}/api`, SecretString: '{}' },
      },
      LedgerTable: {
        Type: 'AWS::DynamoDB::Table',
        ...kept,
        Properties: {
          TableName: table,
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: keys('pk', 'sk'),
          AttributeDefinitions: ['pk', 'sk', 'ref', 'refSort'].map(attribute),
          GlobalSecondaryIndexes: [
            { IndexName: 'byReference', KeySchema: keys('ref', 'refSort'), Projection: { ProjectionType: 'ALL' } },
          ],
        },
      },
    },
    Outputs: { TableName: { Value: { Ref: 'LedgerTable' } } },
  };
  await clients.stacks.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }));
  await waitUntilStackCreateComplete({ client: clients.stacks, maxWaitTime: 60, minDelay: 1 }, { StackName });
  return table;
}

async function removeStack(stage: string): Promise<void> {
  const StackName = `Stockline-${stage}`;
  await clients.stacks.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete({ client: clients.stacks, maxWaitTime: 60, minDelay: 1 }, { StackName });
}
