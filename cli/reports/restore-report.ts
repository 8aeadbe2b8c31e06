/** What `npx stockline restore` prints: the state of the new table, what it lacks, and what to run next. */
import { sellingChannels } from '../../shared/channels/platform-of.ts';
import type { StocklineConfig } from '../../shared/config.ts';
import type { EntriesMissing } from '../../shared/usecases/reading/entries-missing.ts';
import { forTheSameDeployment } from '../arguments/aws-options.ts';

export type Restored = {
  /** The table that the deployment goes on with until now. */
  readonly table: string;
  /** The new one. */
  readonly target: string;
  /** ISO 8601. */
  readonly to: string;
  readonly skus: number;
  readonly problems: readonly string[];
  readonly missing: EntriesMissing;
};

/** `options`: those that said which deployment it is of. */
export function restoreReport(
  restored: Restored,
  config: Pick<StocklineConfig, 'channels'>,
  options: Options = { local: false },
): string {
  const { target, to, skus, problems, missing } = restored;
  const state =
    problems.length === 0
      ? `${target} has ${skus} SKU(s) as they were at ${to}. Every chain is sound.`
      : `${target} is not sound: do not go on with it.\n${problems.map((each) => `  ${each}`).join('\n')}`;
  return `${[state, ...lacks(missing, config), ...next(restored, options)].join('\n')}\n`;
}

function lacks({ skus, byChannel }: EntriesMissing, config: Pick<StocklineConfig, 'channels'>): readonly string[] {
  if (skus === 0) {
    return ['Nothing was posted since.'];
  }
  const swept = new Set<string>(sellingChannels(config).map(({ id }) => id));
  const lines = [...byChannel]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([channel, entries]) => {
      const comesBack = swept.has(channel)
        ? 'its orders come back by the sweep, which goes on from that time'
        : 'they do not come back by themselves: send them again';
      return `  ${channel}: ${entries} ${entries === 1 ? 'entry' : 'entries'}; ${comesBack}`;
    });
  return [`It lacks what was posted since, of ${skus} SKU(s):`, ...lines];
}

type Options = { readonly local: boolean };

function next({ table, target, problems }: Restored, options: Options): readonly string[] {
  const here = (command: string) => forTheSameDeployment(command, options);
  return problems.length > 0
    ? []
    : [
        'Next:',
        `  ${here(`npm run deploy -- --table ${target}`)}     (back again: --table ${table})`,
        `  ${here('npx stockline drift --repair')}`,
        `  ${here('npx stockline doctor')}`,
      ];
}
