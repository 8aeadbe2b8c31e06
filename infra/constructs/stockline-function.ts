/** A Lambda function as Stockline runs all of them: its role, log, settings and limits. */
import { createHash } from 'node:crypto';
import { type Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { configuredRules } from '../../shared/config.ts';
import { METRIC_NAMESPACE } from '../../shared/metrics.ts';
import { crashMetricOf, metricServiceOf } from '../../shared/stage.ts';
import { nameParts } from '../channels/placement.ts';
import type { Channel, Setup } from '../channels/setup.ts';

/** Names and values together; Lambda refuses more (Lambda quotas, AWS documentation 2026-11). */
const ENVIRONMENT_BYTES_MAX = 4_096;
/** Leaves room for the names and URLs of what the function uses: with 25 channels, those of two queues of each. */
const SETTINGS_BYTES_MAX = 500;
/** A function with settings of its own is bound to no queues, whose names take the room. */
const OWN_SETTINGS_BYTES_MAX = 2_500;
/** For a value known only at deployment: the longest are queue URLs, whose names have 80 characters at most. */
const UNKNOWN_VALUE_BYTES = 140;
/** The most that SQS takes as a queue’s name (SQS quotas, AWS documentation 2026-11). */
const QUEUE_NAME_BYTES = 80;

/** An account that may run fewer functions at once: a new one may run ten (Lambda developer guide, "Lambda quotas", 2026-11). */
const SMALL_ACCOUNT = 200;
/** The least that Lambda takes as a queue's maximum concurrency (CreateEventSourceMapping, AWS Lambda API reference 2015-03-31). */
const COPIES_MIN = 2;

/** Parts of the configuration, by the variable that a function reads them from (shared/aws/lambda/environment.ts). */
export type Setting = 'CHANNEL_IDS' | 'EXPOSURE' | 'LOCATIONS' | 'SETTLE_SECONDS';

export type StocklineFunctionProps = {
  readonly setup: Setup;
  /** `functions/<entry>.ts`. */
  readonly entry: string;
  /** What the merchant sees in the console and as the name of its log group: `stockline-<name>`, shortened where it is too long. Default: `entry`. */
  readonly name?: string;
  readonly description: string;
  readonly timeout: Duration;
  /** The channels that this function serves, if it serves any in particular: it knows their settings. */
  readonly channels: readonly Channel[];
  /** What else it reads of the merchant's configuration. Default: nothing. */
  readonly reads?: readonly Setting[];
  /** What else it must know of the configuration, by the name of the variable. */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * Why a chain of messages may come by this function again and again, and what ends each chain. Absent: none does, and
   * Lambda stops the chain after about 16 rounds, for which a loop of ours would be a bug.
   */
  readonly chainsEnd?: string;
};

/** What a binding allows: these actions on these resources, and nothing by wildcard. */
export type Allowance = {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, unknown>>;
};

/** A Lambda function that may do nothing until something is bound to it. */
export class StocklineFunction extends Construct {
  /** As in `stockline-<name>`, where it stands in the stack itself. */
  readonly name: string;
  readonly functionName: string;
  readonly logGroupName: string;
  readonly logGroup: LogGroup;
  readonly channels: readonly Channel[];
  readonly lambda: LambdaFunction;
  #atOnce = 0;
  readonly #mostAtOnce: number;
  readonly #role: Role;
  readonly #environment = new Map<string, string>();
  /** Settings that stand in a file beside the code, because the environment has no room for them. */
  readonly #settings: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: StocklineFunctionProps) {
    super(scope, id);
    const { setup, entry, name = entry, description, timeout, channels, reads = [], chainsEnd } = props;
    this.name = name;
    this.#mostAtOnce = (setup.concurrency ?? SMALL_ACCOUNT) < SMALL_ACCOUNT ? COPIES_MIN : Number.POSITIVE_INFINITY;
    const place = nameParts(this, setup.stage);
    this.logGroupName = `/${['stockline', ...place, name].join('/')}`;
    this.functionName = functionNameOf(['stockline', ...place, name].join('-'));
    this.channels = channels;
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: this.logGroupName,
      retention: setup.config.logRetentionDays,
      // The record is the ledger, not the log: a stack that was destroyed can be deployed again under the same names.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    if (!setup.local) {
      countCrashes(this.logGroup, setup.stage);
    }
    // A role of our own: the managed policy for Lambda allows writing to every log group of the account.
    this.#role = new Role(this, 'Role', {
      description: `What ${name} may do`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    this.logGroup.grantWrite(this.#role);
    const settings = { ...settingsOf(setup, channels, reads), ...props.settings };
    this.#settings = settingsInFile(
      settings,
      props.settings === undefined ? SETTINGS_BYTES_MAX : OWN_SETTINGS_BYTES_MAX,
    );
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: this.functionName,
      description,
      role: this.#role,
      code: setup.bundles.code(entry, name, this.#settings),
      handler: 'index.handler',
      timeout,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // CPU grows with memory: 512 MB halves the start and the TLS handshakes of 256 MB at the same price per call,
      // and these functions wait for AWS more than they compute, so 1,024 MB would double the price for little.
      memorySize: 512,
      tracing: Tracing.DISABLED,
      logGroup: this.logGroup,
      // Without START, END and REPORT lines: they are most of a lean function's log bill. Time-outs and crashes stay.
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
      // Lambda follows a chain of messages through SQS and SNS and drops what comes by a function for the 17th time or
      // so (Lambda developer guide, "Use Lambda recursive loop detection to prevent infinite loops", 2026-11).
      recursiveLoop: chainsEnd === undefined ? RecursiveLoop.TERMINATE : RecursiveLoop.ALLOW,
    });
    this.#setEnvironment(setup, settings);
    this.node.addValidation({ validate: () => this.#environmentTooLong() });
  }

  /**
   * Names a resource to the function and allows what it does with it, in one call: no function holds a name that it may
   * not use, nor a permission for something it has no name for.
   */
  bind(name: string, value: string, allowance: Allowance): void {
    this.#set(name, value);
    this.allow(allowance);
  }

  /** Gives the function a setting that is no resource. */
  configure(name: string, value: string): void {
    this.#set(name, value);
  }

  /**
   * Notes that something of the stack runs up to so many copies of it at once. Returns how many it may be: in an account
   * that may run few functions, the least that Lambda takes, so that most are left for webhooks.
   */
  plan(copies: number): number {
    const allowed = Math.min(copies, this.#mostAtOnce);
    this.#atOnce += allowed;
    return allowed;
  }

  /** Whether the account may run few functions at once. */
  get isShort(): boolean {
    return Number.isFinite(this.#mostAtOnce);
  }

  /** The most copies that the stack itself plans for: webhooks and requests come beside them. */
  get atOnce(): number {
    return this.#atOnce;
  }

  /** For what goes with a binding, such as an index of a table. */
  allow({ actions, resources, conditions = {} }: Allowance): void {
    if (resources.length === 0) {
      // A statement must name a resource: what is bound to none of a kind needs no statement.
      return;
    }
    this.#role.addToPrincipalPolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources], conditions }),
    );
  }

  #setEnvironment(setup: Setup, settings: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(settings)) {
      if (!(name in this.#settings)) {
        this.#set(name, value);
      }
    }
    this.#set('POWERTOOLS_SERVICE_NAME', metricServiceOf(setup.stage));
    this.#set('POWERTOOLS_METRICS_NAMESPACE', METRIC_NAMESPACE);
    this.#set('NODE_OPTIONS', '--enable-source-maps');
  }

  #set(name: string, value: string): void {
    this.#environment.set(name, value);
    this.lambda.addEnvironment(name, value);
  }

  #environmentTooLong(): string[] {
    const bytes = [...this.#environment].reduce((sum, [name, value]) => sum + name.length + this.#length(value), 0);
    return bytes <= ENVIRONMENT_BYTES_MAX
      ? []
      : [
          `The settings of this function take about ${bytes} bytes, and Lambda allows ${ENVIRONMENT_BYTES_MAX}: ` +
            'stockline.config.ts has too many channels or locations for one deployment.',
        ];
  }

  #length(value: string): number {
    if (!Token.isUnresolved(value)) {
      return Buffer.byteLength(value);
    }
    const resolved = Stack.of(this).resolve(value);
    const parts: readonly unknown[] = resolved?.['Fn::Join']?.[1] ?? [resolved];
    return parts.reduce<number>(
      (sum, part) => sum + (typeof part === 'string' ? Buffer.byteLength(part) : unknownBytes(part)),
      0,
    );
  }
}

/**
 * Counts the function's crashes and time-outs under one metric of all functions, which one alarm watches. Of reports, Lambda
 * writes only those of failed invocations at log level WARN (Lambda developer guide, "Log-level filtering", 2026-11); their
 * status is `error`, `failure` or `timeout` (https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html, `Status`,
 * 2026-11). The emulator has no metric filters.
 */
function countCrashes(logGroup: LogGroup, stage: string | undefined): void {
  logGroup.addMetricFilter('Crashes', {
    filterPattern: FilterPattern.literal('{ $.type = "platform.report" && $.record.status != "success" }'),
    metricNamespace: METRIC_NAMESPACE,
    metricName: crashMetricOf(stage),
    metricValue: '1',
  });
}

/** The most bytes of a value that is known at deployment. */
function unknownBytes(part: unknown): number {
  return JSON.stringify(part).endsWith('"QueueName"]}') ? QUEUE_NAME_BYTES : UNKNOWN_VALUE_BYTES;
}

/** Lambda takes so many characters (CreateFunction, AWS Lambda API reference 2015-03-31). */
const FUNCTION_NAME_MAX = 64;
const DIGEST_LENGTH = 8;

/** The name, or its beginning and a digest of all of it: a stage and a channel's id of 40 characters make it too long. */
function functionNameOf(name: string): string {
  if (name.length <= FUNCTION_NAME_MAX) {
    return name;
  }
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_LENGTH);
  return `${name.slice(0, FUNCTION_NAME_MAX - DIGEST_LENGTH - 1)}-${digest}`;
}

/** What a function must know of the merchant's configuration, by the name of the variable. */
function settingsOf(
  { config }: Setup,
  channels: readonly Channel[],
  reads: readonly Setting[],
): Readonly<Record<string, string>> {
  const known: Readonly<Record<Setting, string>> = {
    CHANNEL_IDS: JSON.stringify(config.channels.map((channel) => channel.id)),
    EXPOSURE: JSON.stringify(configuredRules(config)),
    LOCATIONS: JSON.stringify(config.locations),
    SETTLE_SECONDS: String(config.settleSeconds),
  };
  return {
    ...(channels.length > 0 && { CHANNELS: JSON.stringify(channels) }),
    ...Object.fromEntries(reads.map((name) => [name, known[name]])),
  };
}

/** Those settings that go into a file: all, when together they take more of the environment than they may. */
function settingsInFile(settings: Readonly<Record<string, string>>, most: number): Readonly<Record<string, string>> {
  const bytes = Object.values(settings).reduce((sum, value) => sum + Buffer.byteLength(value), 0);
  return bytes > most ? settings : {};
}
