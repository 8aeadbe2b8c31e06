/** Sets and restores the policy of the demo's SKU with the product's own command line. */
import { join } from 'node:path';
import * as v from 'valibot';
import { CannotStart } from '../processes/cannot-start.ts';
import { lastLines } from '../processes/program.ts';
import type { LocalOutputs } from '../stack/outputs.ts';
import { runStockline } from '../stack/stockline-command.ts';

/** What holds for a SKU, and where each setting comes from: what `npx stockline policy show SKU --json` prints. */
const shownPolicy = v.object({
  rules: v.object({
    policy: v.string(),
    safetyStock: v.number(),
    risk: v.number(),
    endgameAt: v.optional(v.number()),
    channels: v.record(
      v.string(),
      v.object({ buffer: v.optional(v.union([v.number(), v.literal('auto')]), 0), cap: v.optional(v.number()) }),
    ),
  }),
  origins: v.record(v.string(), v.object({ kind: v.string() })),
});

type ShownPolicy = v.InferOutput<typeof shownPolicy>;

/** How one SKU is offered, changed with the product's own command line. */
export type PolicyDesk = {
  /** Does nothing when the policy holds already. */
  set(policy: string): Promise<void>;
  /** Gives the SKU back the settings that it had of its own before the first change, and no others. */
  restore(): Promise<void>;
};

/** Reads how the SKU is offered now; throws {@link CannotStart} with what was printed when a command fails. */
export async function openPolicyDesk(
  sku: string,
  run: { readonly outputs: LocalOutputs; readonly projectFolder: string; readonly runFolder: string },
): Promise<PolicyDesk> {
  const { outputs, projectFolder, runFolder } = run;
  // The command line finds the run by its ports: the API's gateway is on the one after the base.
  const port = String(Number(new URL(outputs.api.url).port) - 1);
  const env = { STOCKLINE_PORT: port, STOCKLINE_EMULATOR_URL: outputs.aws.endpoint };
  const logFolder = join(projectFolder, '.local', 'logs', port);
  // A stop of the demo does not stop this command: the policy must be restored.
  const stopping = new AbortController().signal;
  const stockline = async (args: readonly string[]) => {
    const options = { projectFolder, runFolder, logFolder, aws: outputs.aws, stopping };
    const { code, output } = await runStockline(options, 'demo-policy', args, env);
    if (code !== 0) {
      throw new CannotStart(`stockline ${args.join(' ')} failed:\n${lastLines(output, 10)}`);
    }
    return output;
  };
  const found = v.parse(shownPolicy, JSON.parse(await stockline(['policy', 'show', sku, '--json'])));
  let holds = found.rules.policy;
  let isChanged = false;
  return {
    async set(policy) {
      if (policy === holds) {
        return;
      }
      isChanged = true;
      await stockline(['policy', 'set', '--sku', sku, '--policy', policy, '--yes']);
      holds = policy;
    },
    async restore() {
      if (!isChanged) {
        return;
      }
      await stockline(['policy', 'set', '--sku', sku, '--clear', ...ownSettings(found), '--yes']);
      isChanged = false;
    },
  };
}

/** The options of `policy set` that repeat the SKU's own settings; those of a group or the configuration are left out. */
export function ownSettings({ rules, origins }: ShownPolicy): readonly string[] {
  const own = Object.entries(origins).flatMap(([setting, { kind }]) => (kind === 'sku' ? [setting] : []));
  return own.flatMap((setting) => {
    const dot = setting.lastIndexOf('.');
    const [channel, what] = [setting.slice(0, Math.max(0, dot)), setting.slice(dot + 1)];
    switch (what) {
      case 'policy':
        return ['--policy', rules.policy];
      case 'safetyStock':
        return ['--safety-stock', String(rules.safetyStock)];
      case 'risk':
        return ['--risk', String(rules.risk)];
      case 'endgameAt':
        return ['--endgame-at', String(rules.endgameAt ?? 'auto')];
      case 'buffer':
        return ['--buffer', `${channel}=${rules.channels[channel]?.buffer ?? 0}`];
      case 'cap':
        return ['--cap', `${channel}=${rules.channels[channel]?.cap ?? 'none'}`];
      default:
        throw new CannotStart(
          `npx stockline policy show printed the setting “${setting}”, which the demo does not know: add it to local/flash-sale/policy.ts.`,
        );
    }
  });
}
