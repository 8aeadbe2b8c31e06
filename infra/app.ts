/**
 * The CDK app. Context: `config`, the merchant's configuration, relative to the project (default `stockline.config.ts`);
 * `local`, for a run on one machine; `stage`, for a further deployment beside production in the same account and region;
 * `stockline:kept`, what an earlier deployment left (infra/kept-resources.ts).
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App } from 'aws-cdk-lib';
import { parseConfig } from '../shared/config.ts';
import { parseStage, stackNameOf } from '../shared/stage.ts';
import { KEPT_CONTEXT, keptResources } from './kept-resources.ts';
import { StocklineStack } from './stockline-stack.ts';

const app = new App();
const configFile: string = app.node.tryGetContext('config') ?? 'stockline.config.ts';
const { default: config } = await import(pathToFileURL(resolve(import.meta.dirname, '..', configFile)).href);

const stage = parseStage(app.node.tryGetContext('stage'));
// The CDK CLI says where it is about to deploy (AWS CDK developer guide, "Configure environments").
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
new StocklineStack(app, stackNameOf(stage), {
  stage,
  kept: keptResources(app.node.tryGetContext(KEPT_CONTEXT), stackNameOf(stage), { account, region }),
  config: parseConfig(config),
  local: String(app.node.tryGetContext('local') ?? false) === 'true',
});
