/**
 * Finds what an earlier deployment left in the account: the ledger's table and the secrets outlive their stack. CloudFormation
 * cannot take a secret back into a stack (cloudformation-coverage-roadmap, issue 2375), so the stack refers to both.
 */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, type DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import { paginateListSecrets, type SecretListEntry, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type StackState, stackState } from './stack-state.ts';

export type Clients = {
  readonly stacks: CloudFormationClient;
  readonly tables: DynamoDBClient;
  readonly secrets: SecretsManagerClient;
};

/** Which ledger the deployment is to have: a table by its name, a new one, or the one that it has. */
export type WantedTable = { readonly kind: 'named'; readonly name: string } | { readonly kind: 'new' | 'present' };

export type Found =
  /** The ARNs of what lies outside the stack and belongs to it. */
  | { readonly kind: 'kept'; readonly arns: readonly string[] }
  /** An operator decides: nothing was deployed. */
  | { readonly kind: 'undecided'; readonly problem: string };

/**
 * What the stack is to refer to. Undecided: a ledger of an earlier deployment lies there and nobody said whether to go on
 * with it; a named table is no ledger; AWS is about to delete a secret.
 */
export async function findKept(clients: Clients, stack: string, wanted: WantedTable): Promise<Found> {
  const state = await stackState(clients.stacks, stack);
  const secrets = await keptSecrets(clients.secrets, stack, state.own);
  const table = await keptTable(clients.tables, stack, state, wanted);
  if (table.kind === 'undecided' || secrets.kind === 'undecided') {
    return table.kind === 'undecided' ? table : secrets;
  }
  return { kind: 'kept', arns: [...table.arns, ...secrets.arns] };
}

async function keptSecrets(client: SecretsManagerClient, stack: string, own: ReadonlySet<string>): Promise<Found> {
  const prefix = `stockline/${stack.includes('-') ? `${stack.slice(stack.indexOf('-') + 1)}/` : ''}`;
  const isLeft = ({ Name = '', ARN = '' }: SecretListEntry) => {
    const isOfTheStack = Name.startsWith(prefix) && !Name.slice(prefix.length).includes('/');
    // CloudFormation knows a secret by its ARN, MiniStack (1.5.33) by its name.
    return isOfTheStack && !own.has(ARN) && !own.has(Name);
  };
  const left: SecretListEntry[] = [];
  const filters = { Filters: [{ Key: 'name' as const, Values: [prefix] }], IncludePlannedDeletion: true };
  for await (const { SecretList = [] } of paginateListSecrets({ client }, filters)) {
    left.push(...SecretList.filter(isLeft));
  }
  const deleted = left.filter(({ DeletedDate }) => DeletedDate !== undefined).map(({ Name }) => Name);
  return deleted.length === 0
    ? { kind: 'kept', arns: left.flatMap(({ ARN }) => ARN ?? []) }
    : {
        kind: 'undecided',
        problem: `AWS is about to delete ${deleted.join(', ')}, and keeps the name until then. Take it back with \`aws secretsmanager restore-secret --secret-id ${deleted[0]}\`, or end it with \`aws secretsmanager delete-secret --force-delete-without-recovery --secret-id ${deleted[0]}\`.`,
      };
}

async function keptTable(
  client: DynamoDBClient,
  stack: string,
  { ownTable, table }: StackState,
  wanted: WantedTable,
): Promise<Found> {
  const nothing: Found = { kind: 'kept', arns: [] };
  if (wanted.kind === 'new') {
    return nothing;
  }
  const name = wanted.kind === 'named' ? wanted.name : table;
  if (name !== undefined) {
    return name === ownTable ? nothing : await ledgerTable(client, name);
  }
  const left = await tablesOfEarlierDeployments(client, stack);
  return left.length === 0
    ? nothing
    : {
        kind: 'undecided',
        problem: `The ledger of an earlier deployment is still there: ${left.join(', ')}. Go on with it by \`--table ${left.at(-1)}\`, or begin with an empty one by \`--new-table\`.`,
      };
}

/**
 * CloudFormation calls a table after its stack and its id in the template.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html (2026-11).
 */
async function tablesOfEarlierDeployments(client: DynamoDBClient, stack: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { TableNames = [] } of paginateListTables({ client }, {})) {
    names.push(...TableNames.filter((name) => name.startsWith(`${stack}-LedgerTable`)));
  }
  return names;
}

async function ledgerTable(client: DynamoDBClient, name: string): Promise<Found> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    const keys = (Table?.KeySchema ?? []).map(({ AttributeName }) => AttributeName);
    const indexes = (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName);
    if (Table?.TableArn !== undefined && keys.join() === 'pk,sk' && indexes.includes('byReference')) {
      return { kind: 'kept', arns: [Table.TableArn] };
    }
    return {
      kind: 'undecided',
      problem: `Table ${name} is no ledger of Stockline: it has other keys or no index byReference.`,
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') {
      return {
        kind: 'undecided',
        problem: `There is no table ${name} in this account and region: see \`aws dynamodb list-tables\`.`,
      };
    }
    throw error;
  }
}
