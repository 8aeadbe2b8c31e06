/** `npx stockline correct`: appends an entry that corrects a mistake. */
import { randomUUID } from 'node:crypto';
import { parseChannelId, parseLocationId } from '../../shared/domain/identifiers.ts';
import type { MovementObservation } from '../../shared/domain/stock/observation.ts';
import { postNow } from '../../shared/usecases/posting/post-observations.ts';
import { planPosting } from '../../shared/usecases/stock-files/plan-posting.ts';
import { argumentsOf, onlyWord, skuWord, wordAs } from '../arguments/arguments.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, requiredReason, UsageError } from '../command.ts';
import { type Deployment, findDeployment } from '../deployment/deployment.ts';
import { postingPortsOf } from '../deployment/posting-ports.ts';
import { postingLines } from '../reports/changing/posting-report.ts';
import { outcomeWords } from '../reports/changing/stock-file-report.ts';
import { type Answers, CHANGE_OPTIONS, CHANGE_USAGE, change } from '../terminal/change.ts';
import { printable } from '../terminal/printable.ts';

const OPTIONS = {
  ...COMMON_OPTIONS,
  ...CHANGE_OPTIONS,
  reason: { type: 'string' },
  location: { type: 'string' },
  'on-hand': { type: 'string' },
  committed: { type: 'string' },
  unavailable: { type: 'string' },
} as const;

export const correctCommand: Command = {
  options: OPTIONS,
  usage: `Usage: npx stockline correct SKU --reason TEXT (--on-hand ±N | --committed ±N | --unavailable ±N) [options]

Shows how the figures and listings would move, asks, and appends one entry of kind “corrected” with your reason. The channels
are pushed as after any other entry.

  --reason TEXT      why, for the people who read the ledger later
  --on-hand ±N       units to add to (or take from) on hand
  --committed ±N     units to add to (or take from) committed
  --unavailable ±N   units to add to (or take from) unavailable
  --location ID      where (default: the configuration's first location)
${CHANGE_USAGE}
${COMMON_USAGE}

Example: npx stockline correct DEMO-001 --on-hand=-2 --reason "two broken in the picture of 14 May"`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, OPTIONS);
  const sku = skuWord(onlyWord(positionals, 'Name one SKU.'));
  const reason = requiredReason(values.reason);
  const units = {
    onHand: unitsOf('--on-hand', values['on-hand']),
    committed: unitsOf('--committed', values.committed),
    unavailable: unitsOf('--unavailable', values.unavailable),
  };
  if (Object.values(units).every((each) => each === 0)) {
    throw new UsageError('Say what to correct: --on-hand, --committed or --unavailable, by how many units.');
  }
  const deployment = await findDeployment(values);
  const location = wordAs(parseLocationId, values.location ?? deployment.config.locations[0] ?? '');
  if (!deployment.config.locations.includes(location)) {
    throw new UsageError(`--location ${location}: the locations are ${deployment.config.locations.join(', ')}.`);
  }
  const now = new Date().toISOString();
  const correction: MovementObservation = {
    kind: 'movement',
    cause: 'corrected',
    sku,
    changes: [{ location, ...units }],
    reason,
    source: { channel: parseChannelId('operator'), key: `correction:${randomUUID()}` },
    occurredAt: now,
    receivedAt: now,
  };
  return post(deployment, correction, values);
}

async function post(deployment: Deployment, correction: MovementObservation, answers: Answers): Promise<number> {
  const ports = postingPortsOf(deployment);
  const { sku, reason = '', changes } = correction;
  const planned = await planPosting(ports, sku, [correction]);
  const [outcome] = planned.outcomes;
  const isRefused = outcome?.kind !== 'new';
  const shown = { lines: postingLines(planned), json: { reason, ...planned }, isRefused };
  return change(answers, shown, async () => {
    const [posted] = await postNow(ports, sku, [correction]);
    if (posted?.kind !== 'posted') {
      throw new Error(
        `${printable(sku)}: it was not posted (${posted === undefined ? 'nothing' : outcomeWords(posted)}).`,
      );
    }
    const { seq } = posted;
    process.stdout.write(
      answers.json
        ? `${JSON.stringify({ sku, seq, changes, reason })}\n`
        : `${printable(sku)}: entry ${seq} posted. ${reason}\n`,
    );
    return 0;
  });
}

function unitsOf(option: string, text: string | undefined): number {
  if (text === undefined) {
    return 0;
  }
  if (!/^[+-]?\d{1,9}$/.test(text)) {
    throw new UsageError(`${option} ${text}: give whole units with their sign, as +3 or -3 (${option}=-3).`);
  }
  return Number(text);
}
