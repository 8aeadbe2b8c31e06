/**
 * The CDK app. Context: `config`, the merchant's configuration, relative to the project (default `stockline.config.ts`);
 * `local`, for a run on one machine.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App } from 'aws-cdk-lib';
import { parseConfig } from '../shared/config.ts';
import { STACK_NAME } from '../shared/stack-name.ts';
import { StocklineStack } from './stockline-stack.ts';

const app = new App();
const configFile: string = app.node.tryGetContext('config') ?? 'stockline.config.ts';
const { default: config } = await import(pathToFileURL(resolve(import.meta.dirname, '..', configFile)).href);

new StocklineStack(app, STACK_NAME, {
  config: parseConfig(config),
  local: String(app.node.tryGetContext('local') ?? false) === 'true',
});
