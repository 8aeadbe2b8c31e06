/** The page for people, and the lists that it shows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import * as v from 'valibot';
import { channelsToList } from '../../shared/channels/platform-of.ts';
import type { Credentials } from '../channels/credentials.ts';
import type { Setup } from '../channels/setup.ts';
import { StocklineFunction } from '../constructs/stockline-function.ts';
import type { FrontDoor } from '../intake/front-door.ts';
import type { Ledger } from './ledger.ts';

export type PageProps = {
  readonly setup: Setup;
  readonly frontDoor: FrontDoor;
  readonly credentials: Credentials;
  readonly ledger: Ledger;
};

const READS = ['/', '/assets/{file}', '/openapi.json', '/stock', '/channels', '/problems', '/proposals'];
/** This region and account, as cdk-nag writes them. */
const HERE = '<AWS::Region>:<AWS::AccountId>';
/**
 * A person enters a token once a day; a program that tries tokens gets one answer a second. Each wrong one holds a function for up to
 * four seconds (functions/wiring/page/login.ts): more would take functions from the sales of an account that may run few.
 */
const LOGINS_PER_SECOND = 1;

/**
 * The page at the API's own address. A function of its own: what draws pages and describes the API would make the stock API
 * slower to start.
 */
export class Page extends Construct {
  readonly page: StocklineFunction;

  constructor(scope: Construct, id: string, { setup, frontDoor, credentials, ledger }: PageProps) {
    super(scope, id);
    this.page = new StocklineFunction(this, 'Page', {
      setup,
      entry: 'page',
      description: 'Stockline: shows the page, and lists stock, channels and problems',
      timeout: Duration.seconds(29),
      channels: [],
      reads: ['EXPOSURE', 'SETTLE_SECONDS'],
      settings: { LISTED_CHANNELS: JSON.stringify(channelsToList(setup.config)) },
    });
    ledger.bindTo(this.page, 'listing');
    credentials.bindApiTokenTo(this.page);
    this.page.configure('LOCAL', String(setup.local));
    this.page.configure('VERSION', stocklineVersion());
    this.page.allow({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] });
    Validations.of(this.page).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason:
        'CloudWatch knows no resources for GetMetricData, which only reads (service authorization reference, 2026-11).',
    });
    this.#allowCountingDeadLetters();
    frontDoor.route(HttpMethod.GET, READS, this.page);
    frontDoor.route(HttpMethod.POST, ['/sign-in'], this.page, LOGINS_PER_SECOND);
    frontDoor.route(HttpMethod.POST, ['/sign-out'], this.page);
  }

  /**
   * It finds the dead-letter queues by the stack, because their names would not fit into the environment of a function, and counts
   * what is in them. It may take no message. Names of queues and nested stacks begin with that of the stack (CloudFormation user guide,
   * “Physical ID”, 2026-11).
   */
  #allowCountingDeadLetters(): void {
    const { stackName } = Stack.of(this);
    const stacks = [`stack/${stackName}/*`, `stack/${stackName}-*/*`];
    const queues = [`${stackName}-*`];
    const arns = (service: string, names: readonly string[]) =>
      names.map((resource) => Stack.of(this).formatArn({ service, resource }));
    this.page.bind('STACK_NAME', stackName, {
      actions: ['cloudformation:ListStackResources'],
      resources: arns('cloudformation', stacks),
    });
    this.page.allow({ actions: ['sqs:GetQueueAttributes'], resources: arns('sqs', queues) });
    for (const name of [...stacks.map((stack) => `cloudformation:${HERE}:${stack}`), `sqs:${HERE}:${queues[0]}`]) {
      Validations.of(this.page).acknowledge({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${name}]`,
        reason: 'CloudFormation adds to the names of queues and nested stacks. These calls only read, and no message.',
      });
    }
  }
}

/** As package.json has it. */
function stocklineVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8');
  return v.parse(v.object({ version: v.string() }), JSON.parse(text)).version;
}
