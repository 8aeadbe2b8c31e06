/** The one HTTP API that webhooks and the stock API come in by. */

import { Lazy, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CfnStage, HttpApi, type HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { nameParts } from '../channels/placement.ts';
import type { Setup } from '../channels/setup.ts';
import type { StocklineFunction } from '../constructs/stockline-function.ts';

/** No address, no path, no query, no header: a path may hold an order's number, and no log holds personal data. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  method: '$context.httpMethod',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationError: '$context.integrationErrorMessage',
};

/** Of the requests that all routes take together: a flood at one route leaves the others open. */
const ROUTE_RATE = 200;

/** The one HTTP API: webhooks come in here, and the stock API answers here. What has no route gets 404. */
export class FrontDoor extends Construct {
  readonly #stage: CfnStage;
  readonly api: HttpApi;
  /** Without a slash at the end. */
  readonly url: string;
  readonly #limits = new Map<string, object>();

  constructor(scope: Construct, id: string, { setup }: { readonly setup: Setup }) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: ['stockline', ...nameParts(this, setup.stage)].join('-'),
      description: 'Stockline: webhooks in, stock out',
      createDefaultStage: false,
    });
    this.url = this.api.apiEndpoint;
    const accessLog = new LogGroup(this, 'AccessLog', {
      // The prefix of vended logs: API Gateway writes to other groups through a policy that has room for few of them
      // (API Gateway developer guide, "Configure logging for HTTP APIs").
      logGroupName: `/aws/vendedlogs/${['stockline', ...nameParts(this, setup.stage), 'http-api'].join('/')}`,
      retention: setup.config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      // A flash sale of 10 orders a second sends some 100 webhooks a second. A flood beyond this is refused with 429,
      // which every platform retries, before it starts functions by the thousand.
      throttle: { rateLimit: 500, burstLimit: 1_000 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    const { defaultChild } = stage.node;
    if (!(defaultChild instanceof CfnStage)) {
      throw new Error('The stage of an HTTP API is made otherwise in this version of aws-cdk-lib.');
    }
    this.#stage = defaultChild;
    this.#stage.routeSettings = Lazy.any({ produce: () => Object.fromEntries(this.#limits) });
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        'The functions prove each request themselves: webhooks by signature over the raw body, the rest by token.',
    });
  }

  /** Sends these requests to the function, each route so many a second. */
  route(
    method: HttpMethod,
    paths: readonly string[],
    stocklineFunction: StocklineFunction,
    perSecond: number = ROUTE_RATE,
  ): void {
    const integration = new HttpLambdaIntegration(`${stocklineFunction.node.id}Integration`, stocklineFunction.lambda, {
      // One permission for the whole API: one per route would fill the function's policy, which has a limit.
      scopePermissionToRoute: false,
    });
    for (const path of paths) {
      for (const route of this.api.addRoutes({ path, methods: [method], integration })) {
        // A route must be there before the stage names it (API Gateway API reference, "UpdateStage").
        this.#stage.node.addDependency(route);
      }
      this.#limits.set(`${method} ${path}`, { ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: 2 * perSecond });
    }
  }
}
