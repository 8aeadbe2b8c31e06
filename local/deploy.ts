/** `npm run deploy -- [cdk options]`: `cdk deploy` of every stack into the account of the caller's AWS credentials. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { print, printError } from './processes/terminal.ts';
import { pathWithThisNode } from './processes/this-node.ts';

const PROJECT = join(import.meta.dirname, '..');

const HELP = `npm run deploy -- [cdk options]

Deploys Stockline into the AWS account of your credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID or --profile) and region
(AWS_REGION, the profile's, or --region). Once per account and region before the first deploy: npx cdk bootstrap.
All options of cdk deploy are passed on, for example:

  npm run deploy -- --profile shop --region eu-west-1
  npm run deploy -- --require-approval never
  npm run deploy -- --stage staging                 (a second deployment beside production)
  npm run deploy -- --method prepare-change-set     (to review it before anything changes)

The options of cdk deploy:
`;

process.exit(await main(process.argv.slice(2)));

async function main(options: readonly string[]): Promise<number> {
  if (options.includes('--help') || options.includes('-h')) {
    print(HELP);
    return cdk(['deploy', '--help']);
  }
  const problem = await missingAccess(optionValue(options, '--profile'), optionValue(options, '--region'));
  if (problem !== undefined) {
    printError(problem);
    return 1;
  }
  const code = cdk(['deploy', '--all', ...withStage(options)]);
  return code === 0 && !options.some((option) => option.includes('prepare-change-set'))
    ? await protectTable(optionValue(options, '--stage'), optionValue(options, '--region'))
    : code;
}

/**
 * Turns on the deletion protection of the ledger's table, now that the stack is complete. The template leaves it out: with
 * it CloudFormation could not roll back a first deploy that fails.
 */
async function protectTable(stage: string | undefined, region: string | undefined): Promise<number> {
  const stack = stage === undefined ? 'Stockline' : `Stockline-${stage}`;
  const where = region === undefined ? {} : { region };
  try {
    const described = await new CloudFormationClient(where).send(new DescribeStacksCommand({ StackName: stack }));
    const table = described.Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'TableName')?.OutputValue;
    const dynamodb = new DynamoDBClient(where);
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: table }));
    if (Table?.DeletionProtectionEnabled !== true) {
      await dynamodb.send(new UpdateTableCommand({ TableName: table, DeletionProtectionEnabled: true }));
    }
    print(`The ledger's table ${table} is protected against deletion.`);
    return 0;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    printError(`${stack} is deployed, but its table is not protected against deletion (${why}): run this again.`);
    return 1;
  }
}

/** `--stage NAME` is ours: the CDK app is given it as context. */
function withStage(options: readonly string[]): readonly string[] {
  const stage = optionValue(options, '--stage');
  if (stage === undefined) {
    return options;
  }
  const index = options.findIndex((option) => option === '--stage' || option.startsWith('--stage='));
  const rest = options.filter((_, each) => each !== index && !(each === index + 1 && options[index] === '--stage'));
  return [...rest, '--context', `stage=${stage}`];
}

/** What is missing to reach an AWS account, before a synthesis of many seconds ends in the same. */
async function missingAccess(profile: string | undefined, region: string | undefined): Promise<string | undefined> {
  if (profile !== undefined) {
    process.env['AWS_PROFILE'] = profile;
  }
  const { config } = new SecretsManagerClient({});
  const knownRegion = region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  if (!knownRegion && !(await config.region().catch(() => undefined))) {
    return 'No AWS region is set: give --region, set AWS_REGION, or set one for your AWS profile.';
  }
  try {
    await config.credentials();
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `No AWS credentials were found (${why}): log in (aws sso login), set AWS_PROFILE or give --profile.`;
  }
}

/** The value of `--name value` or `--name=value`. */
function optionValue(options: readonly string[], name: string): string | undefined {
  const index = options.findIndex((option) => option === name || option.startsWith(`${name}=`));
  if (index < 0) {
    return undefined;
  }
  return options[index] === name ? options[index + 1] : options[index]?.slice(name.length + 1);
}

function cdk(args: readonly string[]): number {
  const cli = join(PROJECT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const env = { ...process.env, PATH: pathWithThisNode(process.env['PATH']) };
  const { status } = spawnSync(process.execPath, [cli, ...args], { cwd: PROJECT, env, stdio: 'inherit' });
  return status ?? 1;
}
