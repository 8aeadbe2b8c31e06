/** What an earlier deployment left in the account, and this one goes on with. */
import { Arn, ArnFormat } from 'aws-cdk-lib';

/** Resources outside the stack that it refers to, where otherwise it would create them. */
export type KeptResources = {
  /** The table with the ledger; absent: the stack has its own. */
  readonly tableArn: string | undefined;
  /** The secrets by name; the stack creates those that are missing here. */
  readonly secretArns: ReadonlyMap<string, string>;
};

export const NOTHING_KEPT: KeptResources = { tableArn: undefined, secretArns: new Map() };

/** The context that `npm run deploy` writes to cdk.context.json (local/deploying/kept-context.ts): ARNs by stack. */
export const KEPT_CONTEXT = 'stockline:kept';

/** What Secrets Manager puts after a secret's name in its ARN (its user guide, "Secret ARN"). */
const RANDOM_END = /-[A-Za-z0-9]{6}$/;

/**
 * Reads the context. Only what lies in the account and region of this deployment counts: the file may be committed and used
 * for several accounts. Throws where the context is no list of ARNs of tables and secrets.
 */
export function keptResources(
  context: unknown,
  stack: string,
  { account, region }: { readonly account: string | undefined; readonly region: string | undefined },
): KeptResources {
  const arns: unknown = Object(context)[stack] ?? [];
  if (!Array.isArray(arns)) {
    throw new Error(`${KEPT_CONTEXT} of ${stack} in cdk.context.json is no list: run \`npm run deploy\` again.`);
  }
  const here = arns
    .map(String)
    .map((arn) => ({ arn, parts: Arn.split(arn, formatOf(arn)) }))
    .filter(({ parts }) => parts.account === account && parts.region === region);
  const of = (service: string) => here.filter(({ parts }) => parts.service === service);
  return {
    tableArn: of('dynamodb')[0]?.arn,
    secretArns: new Map(
      of('secretsmanager').map(({ arn, parts }) => [(parts.resourceName ?? '').replace(RANDOM_END, ''), arn]),
    ),
  };
}

function formatOf(arn: string): ArnFormat {
  return arn.split(':')[2] === 'secretsmanager' ? ArnFormat.COLON_RESOURCE_NAME : ArnFormat.SLASH_RESOURCE_NAME;
}
