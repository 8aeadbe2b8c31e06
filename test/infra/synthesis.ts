/** Synthesises the stack for tests, and finds resources in its template. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, NestedStack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { StocklineStack } from '../../infra/stockline-stack.ts';
import { parseConfig, type StocklineConfigInput } from '../../shared/config.ts';
import { stackNameOf } from '../../shared/stage.ts';

const CDK_JSON = join(import.meta.dirname, '..', '..', 'cdk.json');

// The CDK's own validation of templates takes 3 s: it runs at every `cdk synth`, and here where a test asks for it.
process.env['CDK_VALIDATION'] = 'false';

/** A merchant with two Shopify shops, and one account each at Amazon, at Square and with a 3PL. */
export const MERCHANT = {
  locations: ['main', 'outlet'],
  channels: [
    { id: 'shop', platform: 'shopify', shop: 'main.myshopify.com', locations: { '1': ['main'] }, buffer: 2 },
    { id: 'shop-outlet', platform: 'shopify', shop: 'outlet.myshopify.com', locations: { '2': ['outlet'] } },
    {
      id: 'amazon',
      platform: 'amazon',
      sellerId: 'A2EXAMPLESELLER',
      region: 'na',
      marketplaceIds: ['ATVPDKIKX0DER'],
      drawsOn: ['main'],
      cap: 50,
    },
    { id: 'till', platform: 'square', locations: { LEXAMPLE12345: ['main'] } },
    { id: 'warehouse', platform: 'pos' },
  ],
} satisfies StocklineConfigInput;

const idOf = (index: number) => `${'a-rather-long-name-of-a-sales-channel-'.padEnd(38, 'x')}${index + 10}`;
const BUS = 'aws.partner/shopify.com/1/bus';

/** So many channels over every platform that sells, with ids as long as they may be. */
export function longestNames(count: number): StocklineConfigInput {
  const channels = Array.from({ length: count }, (_, index): StocklineConfigInput['channels'][number] => {
    const id = idOf(index);
    switch (index % 3) {
      case 0:
        return {
          id,
          platform: 'shopify',
          shop: `s${index}.myshopify.com`,
          locations: { '1': ['main'] },
          eventBus: BUS,
        };
      case 1:
        return {
          ...{ id, platform: 'amazon', sellerId: `A${index}EXAMPLESELLER`, region: 'na' },
          ...{ marketplaceIds: ['ATVPDKIKX0DER'], drawsOn: ['main'] },
        };
      default:
        return { id, platform: 'square', locations: { [`L${index}`]: ['main'] } };
    }
  });
  return { locations: ['main'], channels, alarmEmail: 'stock@example.com' };
}

export type Synthesis = {
  readonly app: App;
  readonly stack: StocklineStack;
  readonly template: Template;
};

/** The stack as the CDK app makes it, with the project's feature flags and without bundling code. */
export function synthesise(
  config: StocklineConfigInput = MERCHANT,
  {
    local = false,
    stage,
    concurrency,
  }: { readonly local?: boolean; readonly stage?: string; readonly concurrency?: number } = {},
): Synthesis {
  const { app, stack } = construct(config, local, stage, concurrency);
  return { app, stack, template: Template.fromStack(stack) };
}

/** The same, not yet synthesised: for plugins that run at synthesis. */
export function construct(
  config: StocklineConfigInput,
  local = false,
  stage?: string,
  concurrency?: number,
): Omit<Synthesis, 'template'> {
  const { context } = JSON.parse(readFileSync(CDK_JSON, 'utf8'));
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  const stack = new StocklineStack(app, stackNameOf(stage), { config: parseConfig(config), local, stage, concurrency });
  return { app, stack };
}

/** The stack's template, and those of its nested stacks. */
export function templatesOf({ stack, template: own }: Synthesis): readonly [Template, ...Template[]] {
  const children = stack.node.children.filter((child) => NestedStack.isNestedStack(child));
  return [own, ...children.map((child) => Template.fromStack(child))];
}

export type Resource = { readonly id: string; readonly properties: Readonly<Record<string, unknown>> };

/** Resources of a type, with their logical ids. */
export function resources(template: Template, type: string): readonly Resource[] {
  return Object.entries(template.findResources(type)).map(([id, { Properties }]) => ({ id, properties: Properties }));
}

/** The logical id behind `{Ref}` or `{Fn::GetAtt}`; text stays as it is. */
export function logicalId(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  const { Ref, 'Fn::GetAtt': attribute } = value as {
    readonly Ref?: string;
    readonly 'Fn::GetAtt'?: readonly string[];
  };
  return Ref ?? attribute?.[0] ?? JSON.stringify(value);
}

/** The one resource of a type that the test speaks of; throws with the type. */
export function resource(
  template: Template,
  type: string,
  isIt: (resource: Resource) => boolean,
  sought: string,
): Resource {
  const found = resources(template, type).filter(isIt);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`The template has ${found.length} times ${sought}.`);
  }
  return only;
}

/** The function that is called so in the account. */
export function functionNamed(template: Template, name: string): Resource {
  return resource(template, 'AWS::Lambda::Function', (each) => each.properties['FunctionName'] === name, name);
}

/** What the function is given in its environment. */
export function environment({ properties }: Resource): Readonly<Record<string, unknown>> {
  return (properties['Environment'] as { readonly Variables: Readonly<Record<string, unknown>> }).Variables;
}

/** What brings the messages of the queue to its function. */
export function feedOf(template: Template, queueId: string): Resource {
  const isFeed = ({ properties }: Resource) => logicalId(properties['EventSourceArn']) === queueId;
  return resource(template, 'AWS::Lambda::EventSourceMapping', isFeed, `a feed from ${queueId}`);
}

/** The function that the feed brings messages to. */
export function fedFunction(template: Template, { properties }: Resource): Resource {
  const id = logicalId(properties['FunctionName']);
  return resource(template, 'AWS::Lambda::Function', (each) => each.id === id, id);
}

export type Statement = {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
};

/**
 * All that a function's role is allowed: where it is more than the 10,240 characters of an inline policy, the CDK puts the
 * rest into managed policies (aws-cdk-lib 2.276, `Role`).
 */
export function statementsOf(template: Template, { properties }: Resource): readonly Statement[] {
  const role = logicalId(properties['Role']);
  return ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => resources(template, type))
    .filter((policy) => ((policy.properties['Roles'] ?? []) as readonly unknown[]).map(logicalId).includes(role))
    .flatMap(
      (policy) => (policy.properties['PolicyDocument'] as { readonly Statement: readonly Statement[] }).Statement,
    );
}
