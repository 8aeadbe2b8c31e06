/**
 * The CDK app. Context: `config`, the merchant's configuration, relative to the project (default `stockline.config.ts`, which
 * `npx stockline init` makes); `local`, for a run on one machine; `stage`, for a further deployment beside production in the same account and region;
 * `concurrency`, how many functions the account may run at once, as `npm run deploy` finds it; `stockline:kept`, what an earlier
 * deployment left (infra/kept-resources.ts); `stockline:alarms`, where alarms go (infra/alarm-context.ts).
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App } from 'aws-cdk-lib';
import { parseConfig } from '../shared/config.ts';
import { parseStage, stackNameOf } from '../shared/stage.ts';
import { ALARMS_CONTEXT, alarmDestination } from './alarm-context.ts';
import { KEPT_CONTEXT, keptResources } from './kept-resources.ts';
import { StocklineStack } from './stockline-stack.ts';

const app = new App();
const configFile: string = app.node.tryGetContext('config') ?? 'stockline.config.ts';
const configPath = resolve(import.meta.dirname, '..', configFile);
if (!existsSync(configPath)) {
  process.stderr.write(
    `There is no ${configFile}: \`npx stockline init\` makes it, or name it with --context config=FILE.\n`,
  );
  process.exit(1);
}
const { default: config } = await import(pathToFileURL(configPath).href);

const stage = parseStage(app.node.tryGetContext('stage'));
const concurrency: unknown = app.node.tryGetContext('concurrency');
// The CDK CLI says where it is about to deploy (AWS CDK developer guide, "Configure environments").
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
const stack = stackNameOf(stage);
const saysWhereAlarmsGo = config.alarmEmail !== undefined || config.alarmTopicArn !== undefined;
const answered = alarmDestination(app.node.tryGetContext(ALARMS_CONTEXT), stack, { account, region });
new StocklineStack(app, stack, {
  stage,
  concurrency: concurrency === undefined ? undefined : Number(concurrency),
  kept: keptResources(app.node.tryGetContext(KEPT_CONTEXT), stack, { account, region }),
  config: parseConfig(saysWhereAlarmsGo ? config : { ...config, ...answered }),
  local: String(app.node.tryGetContext('local') ?? false) === 'true',
});
