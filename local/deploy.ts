/** `npm run deploy -- [cdk options]`: `cdk deploy` of every stack into the account of the caller's AWS credentials. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { pathToFileURL } from 'node:url';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { destinationSentence, findDestination } from './deploying/alarm-destination.ts';
import { accountConcurrency, concurrencySentence } from './deploying/concurrency.ts';
import { rememberArns } from './deploying/kept-context.ts';
import { findKept } from './deploying/kept-resources.ts';
import { type DeployOptions, parseOptions } from './deploying/options.ts';
import { setAsideBefore, setAsideProblem } from './deploying/set-aside.ts';
import { outputOf } from './deploying/stack-state.ts';
import { protectTable } from './deploying/table-protection.ts';
import { CannotStart } from './processes/cannot-start.ts';
import { print, printError, printProblem } from './processes/terminal.ts';
import { pathWithThisNode } from './processes/this-node.ts';

const PROJECT = join(import.meta.dirname, '..');

const HELP = `npm run deploy -- [options] [cdk options]

Deploys Stockline into the AWS account of your credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID or --profile) and region
(AWS_REGION, the profile's, or --region). Before the first deploy: npx stockline init makes stockline.config.ts, what is deployed;
and once per account and region npx cdk bootstrap.

  --stage NAME     a second deployment beside production
  --table NAME     go on with the ledger in this table: one that an earlier deployment left, or a restored one
  --new-table      begin with an empty ledger although an earlier deployment left one
  --alarms TO      where alarms go: an e-mail address, the ARN of an SNS topic, or none. Without it you are asked once,
                   unless stockline.config.ts has alarmEmail or alarmTopicArn

All options of cdk deploy are passed on, for example:

  npm run deploy -- --profile shop --region eu-west-1
  npm run deploy -- --require-approval never
  npm run deploy -- --method prepare-change-set     (to review it before anything changes)

The options of cdk deploy:
`;

process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    print(HELP);
    return cdk(['deploy', '--help']);
  }
  try {
    return await deploy(parseOptions(args));
  } catch (error) {
    printProblem(error);
    return 1;
  }
}

async function deploy(options: DeployOptions): Promise<number> {
  const config = resolve(PROJECT, options.config);
  if (!existsSync(config)) {
    throw new CannotStart(
      `There is no ${options.config}, the configuration of your deployment: \`npx stockline init\` makes it. Deployed before from another checkout? Copy it from there.`,
    );
  }
  const region = await regionOf(options);
  const clients = {
    stacks: new CloudFormationClient({ region }),
    tables: new DynamoDBClient({ region }),
    secrets: new SecretsManagerClient({ region }),
  };
  const stack = options.stage === undefined ? 'Stockline' : `Stockline-${options.stage}`;
  print(`Reading what is deployed in ${region ?? 'the region of your profile'} ...`);
  const account = await accountOf(region);
  const kept = await findKept(clients, stack, options.table);
  if (kept.kind === 'undecided') {
    printError(kept.problem);
    return 1;
  }
  const isDeployed = (await outputOf(clients.stacks, stack, 'TableName')) !== undefined;
  const problem =
    isDeployed && setAsideProblem(await setAsideBefore({ ...clients, queues: new SQSClient({ region }) }, stack));
  if (problem) {
    printError(problem);
    return 1;
  }
  const context = join(PROJECT, 'cdk.context.json');
  const place = { stack, account, region };
  const { default: configured = {} } = await import(pathToFileURL(config).href);
  const alarms = await findDestination({
    ...{ configured, given: options.alarms, file: context, place },
    ...(process.stdin.isTTY && { ask: askOnce }),
  });
  rememberArns(context, place, kept.arns);
  for (const arn of kept.arns) {
    print(`Goes on with ${arn}`);
  }
  const limit = await accountConcurrency(new LambdaClient({ region }));
  const found = limit === undefined ? [] : ['--context', `concurrency=${limit}`];
  print(
    'Building the functions and the template, which takes up to a minute; then CloudFormation says what it does ...',
  );
  const code = cdk(['deploy', '--all', ...found, ...options.cdk]);
  if (code !== 0 || options.isOnlyPrepared) {
    return code;
  }
  const protection = await protectItsTable(clients, stack);
  const planned = Number(await outputOf(clients.stacks, stack, 'FunctionsAtOnce'));
  print(concurrencySentence(limit, planned));
  print(destinationSentence(alarms));
  return protection;
}

async function askOnce(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${question} `)).trim();
  } finally {
    terminal.close();
  }
}

async function protectItsTable(
  clients: { readonly stacks: CloudFormationClient; readonly tables: DynamoDBClient },
  stack: string,
): Promise<number> {
  try {
    const table = await outputOf(clients.stacks, stack, 'TableName');
    if (table === undefined) {
      throw new Error('the stack has no output TableName');
    }
    await protectTable(clients.tables, table);
    print(`The ledger's table ${table} is protected against deletion.`);
    return 0;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    printError(`${stack} is deployed, but its table is not protected against deletion (${why}): run this again.`);
    return 1;
  }
}

/** The region to deploy into. Throws before a synthesis of many seconds ends in the same. */
async function regionOf({ profile, region }: DeployOptions): Promise<string> {
  if (profile !== undefined) {
    process.env['AWS_PROFILE'] = profile;
  }
  const known = region || process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'];
  const found = known || (await new STSClient({}).config.region().catch(() => undefined));
  if (!found) {
    throw new CannotStart('No AWS region is set: give --region, set AWS_REGION, or set one for your AWS profile.');
  }
  return found;
}

async function accountOf(region: string): Promise<string> {
  try {
    const { Account = '' } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    return Account;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotStart(
      `AWS does not take your credentials (${why}): log in (aws sso login), set AWS_PROFILE or give --profile.`,
    );
  }
}

function cdk(args: readonly string[]): number {
  const cli = join(PROJECT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const env = { ...process.env, PATH: pathWithThisNode(process.env['PATH']) };
  const { status } = spawnSync(process.execPath, [cli, ...args], { cwd: PROJECT, env, stdio: 'inherit' });
  return status ?? 1;
}
