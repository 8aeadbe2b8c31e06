/** What CloudFormation knows of a stack. */
import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';

export type StackState = {
  /** Names of tables and ARNs of secrets, among others, that the stack created and still has. */
  readonly own: ReadonlySet<string>;
  /** The table that it created; absent: none. */
  readonly ownTable: string | undefined;
  /** The table with its ledger, its own or another; absent: there is no such stack. */
  readonly table: string | undefined;
};

/** The stack's state; empty where there is no such stack. */
export async function stackState(client: CloudFormationClient, stack: string): Promise<StackState> {
  const own = new Set<string>();
  let ownTable: string | undefined;
  const table = await outputOf(client, stack, 'TableName');
  if (table === undefined) {
    return { own, ownTable, table };
  }
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: stack })) {
    for (const { ResourceType, ResourceStatus, PhysicalResourceId } of StackResourceSummaries) {
      // A resource that was left behind stays in the list for a while (`DELETE_SKIPPED`;
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackResourceSummary.html, 2026-11).
      if (PhysicalResourceId !== undefined && !ResourceStatus?.startsWith('DELETE_')) {
        own.add(PhysicalResourceId);
        ownTable = ResourceType === 'AWS::DynamoDB::Table' ? PhysicalResourceId : ownTable;
      }
    }
  }
  return { own, ownTable, table };
}

/** An output of the stack; undefined where the stack or the output is missing. */
export async function outputOf(client: CloudFormationClient, stack: string, name: string): Promise<string | undefined> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    return Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  } catch (error) {
    if (isNoSuchStack(error)) {
      return undefined;
    }
    throw error;
  }
}

/** CloudFormation answers with its general ValidationError where there is no such stack (API reference, DescribeStacks). */
function isNoSuchStack(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);
}
