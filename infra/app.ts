/**
 * The CDK app. Context: `config`, the merchant's configuration, relative to the project (default `stockline.config.ts`);
 * `local`, for a run on one machine; `stage`, for a further deployment beside production in the same account and region.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App } from 'aws-cdk-lib';
import { parseConfig } from '../shared/config.ts';
import { parseStage, stackNameOf } from '../shared/stage.ts';
import { StocklineStack } from './stockline-stack.ts';

const app = new App();
const configFile: string = app.node.tryGetContext('config') ?? 'stockline.config.ts';
const { default: config } = await import(pathToFileURL(resolve(import.meta.dirname, '..', configFile)).href);

const stage = parseStage(app.node.tryGetContext('stage'));
new StocklineStack(app, stackNameOf(stage), {
  stage,
  config: parseConfig(config),
  local: String(app.node.tryGetContext('local') ?? false) === 'true',
});
