/** `npx stockline policy`: shows, plans and changes how SKUs are offered. */
import { setTimeout } from 'node:timers/promises';
import { dynamoPolicyBook } from '../../shared/aws/exposure/policy-book.ts';
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { everySku } from '../../shared/aws/ledger/sku-scan.ts';
import { sqsCheckQueue } from '../../shared/aws/reconciling/check-queue.ts';
import { sellingChannels } from '../../shared/channels/platform-of.ts';
import { configuredRules } from '../../shared/config.ts';
import { areSameRules, type PolicyGroups, resolveRules } from '../../shared/domain/exposure/policy.ts';
import type { PolicyEdit } from '../../shared/domain/exposure/policy-edit.ts';
import type { Sku } from '../../shared/domain/identifiers.ts';
import {
  applyPolicy,
  type PolicyMove,
  type PolicyPorts,
  planPolicy,
} from '../../shared/usecases/exposure/change-policy.ts';
import { argumentsOf, skuWord } from '../arguments/arguments.ts';
import { didYouMean } from '../arguments/did-you-mean.ts';
import { escrowProofs } from '../channels/escrow-proof.ts';
import { sharePortsOf } from '../channels/share-ports.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../command.ts';
import { checkQueuesOf, type Deployment, findDeployment } from '../deployment/deployment.ts';
import { keepWayBack, wayBackLine } from '../files/way-back.ts';
import { EDIT_OPTIONS, editIn, tagEditIn } from '../policy/policy-edit.ts';
import { policyWayBack } from '../policy/policy-way-back.ts';
import { countLine, moveLines, resolvedLines, writtenLine } from '../reports/changing/policy-report.ts';
import { ENDGAME_CAN_OVERSELL } from '../reports/endgame-in-words.ts';
import { type Answers, CHANGE_OPTIONS, CHANGE_USAGE, isAgreed } from '../terminal/change.ts';
import { printableLines } from '../terminal/printable.ts';

const OPTIONS = {
  ...COMMON_OPTIONS,
  ...EDIT_OPTIONS,
  remove: { type: 'boolean', default: false },
  ...CHANGE_OPTIONS,
} as const;

const VERBS = ['show', 'plan', 'set', 'tag', 'apply'];

export const policyCommand: Command = {
  options: OPTIONS,
  words: VERBS,
  usage: `Usage: npx stockline policy show [SKU] [options]
       npx stockline policy plan [WHERE WHAT] [options]
       npx stockline policy set WHERE WHAT [--yes] [options]
       npx stockline policy tag TAG (SKU … | --file FILE) [--remove] [--yes] [options]
       npx stockline policy apply [--yes] [options]

show   what the policy book says, or every rule of a SKU with the place it comes from
plan   what set would do: every listing whose quantity would move. Without WHERE: what apply would do
set    shows the plan, and does it when you agree
tag    puts SKUs into a group, or with --remove takes them out of it
apply  applies the book to every SKU again: after stockline.config.ts changed and was deployed, or a set was cut off

WHERE  --sku SKU …        these SKUs (--sku may be given several times)
       --tag TAG          those with the tag
       --prefix TEXT      those whose SKU begins with it
       --default          all SKUs that have no other rules
       --file FILE        CSV with a column sku and one for each setting: policy, safetyStock, risk, endgameAt,
                          <channel>.buffer, <channel>.cap; an empty cell sets nothing
The SKU's own rules win over those of a prefix (the longer first), a tag, the default, and stockline.config.ts.

WHAT   --policy NAME      shared: all listings show the pool; endgame: one listing sells the last units;
                          escrow: each listing shows a share of its own
       --buffer CH=N|auto units withheld from the channel; auto: computed from demand and lag
       --cap CH=N|none    the most that a listing of the channel may show
       --safety-stock N   units withheld from every channel
       --risk P           the chance taken that a sale-out oversells, for automatic figures
       --endgame-at N|auto  units at which the endgame begins
       --low-at N|none      you are alerted at so many units or fewer; --low-days D|none  at what it sells in so many days
       --clear            remove the rules that this place had
${ENDGAME_CAN_OVERSELL}

${CHANGE_USAGE}
${COMMON_USAGE}

Example: npx stockline policy set --sku FLASH --policy escrow
         npx stockline policy set --prefix SHOE- --buffer amazon=auto --safety-stock 1`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, OPTIONS);
  const [verb = '', ...named] = positionals;
  if (!VERBS.includes(verb)) {
    throw new UsageError(`Say show, plan, set, tag or apply.${didYouMean(verb, VERBS)}`);
  }
  const deployment = await findDeployment(values);
  const channels = sellingChannels(deployment.config).map(({ id }) => id);
  const edit = await editIn(verb === 'tag' ? { ...values, file: undefined } : values, channels);
  const isOfSet = verb === 'set' || verb === 'plan';
  if ((!isOfSet && edit !== undefined) || (verb !== 'show' && verb !== 'tag' && named.length > 0)) {
    throw new UsageError(`policy ${verb} takes none of that.`);
  }
  switch (verb) {
    case 'show':
      return show(deployment, named.map(skuWord), values);
    case 'plan':
      return printPlan(deployment, edit ?? { kind: 'none' }, values);
    case 'set':
      if (edit === undefined) {
        throw new UsageError('Say for which SKUs: --sku, --prefix, --tag, --default or --file.');
      }
      return change(deployment, edit, values);
    case 'tag':
      return change(deployment, await tagEditIn(named, { file: values.file, isRemoved: values.remove }), values);
    case 'apply':
      return change(deployment, { kind: 'none' }, values);
    default:
      throw new UsageError('Say show, plan, set, tag or apply.');
  }
}

async function printPlan(deployment: Deployment, edit: PolicyEdit, { json }: Printing): Promise<number> {
  const tally = await print(deployment, planPolicy(portsOf(deployment), edit), { inWords: !json });
  if (json) {
    process.stdout.write(`${JSON.stringify({ moves: tally.moves, ...tally.conditions })}\n`);
  }
  return 0;
}

/** Shows the plan, asks, does it. What is done may differ from the plan where something was sold in between. */
async function change(deployment: Deployment, edit: PolicyEdit, answers: Answers): Promise<number> {
  const ports = portsOf(deployment);
  const { yes, json, 'dry-run': isDry } = answers;
  if (isDry) {
    return printPlan(deployment, edit, answers);
  }
  if (!yes) {
    await print(deployment, planPolicy(ports, edit), { inWords: !json });
    if (!(await isAgreed(answers))) {
      return 1;
    }
  }
  const takeBack = await policyWayBack(ports.book, edit, (kind, text) => keepWayBack(kind, text, new Date()));
  const tally = await print(deployment, applyPolicy(ports, edit), { inWords: yes && !json });
  const lines = json
    ? [JSON.stringify({ applied: tally.moves, ...tally.conditions, ...(takeBack !== undefined && { takeBack }) })]
    : [
        `Done: ${tally.skus} ${tally.skus === 1 ? 'SKU' : 'SKUs'}.`,
        ...(takeBack === undefined ? [] : [wayBackLine(takeBack)]),
      ];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

/** Prints each move as it becomes known; JSON is one answer, so there they are kept. */
async function print(
  { config }: Deployment,
  moves: AsyncIterable<PolicyMove>,
  { inWords }: { readonly inWords: boolean },
) {
  const kept: PolicyMove[] = [];
  let [skus, listings] = [0, 0];
  let hasEscrow = false;
  for await (const move of moves) {
    skus += 1;
    listings += move.listings.length;
    hasEscrow ||= move.after === 'escrow' || move.endgameTooSlow !== undefined;
    if (inWords) {
      process.stdout.write(`${printableLines(moveLines(move).join('\n'))}\n`);
    } else {
      kept.push(move);
    }
  }
  const proofs = hasEscrow ? escrowProofs(config) : [];
  if (inWords) {
    process.stdout.write(`${countLine(skus, listings)}\n`);
    process.stdout.write(proofs.map(({ sentence }) => `Escrow at ${sentence}\n`).join(''));
  }
  return { moves: kept, skus, conditions: hasEscrow ? { escrow: proofs } : {} };
}

type Printing = { readonly json: boolean };

async function show(deployment: Deployment, skus: readonly Sku[], { json }: Printing): Promise<number> {
  const { book, store } = portsOf(deployment);
  const groups = await book.readGroups();
  if (skus.length === 0) {
    process.stdout.write(json ? `${JSON.stringify(groups)}\n` : printableLines(bookLines(groups).join('')));
    return 0;
  }
  for (const sku of skus) {
    const own = await book.readSku(sku);
    const resolved = resolveRules(configuredRules(deployment.config), groups, own, sku);
    const exposure = (await store.read(sku))?.exposure;
    const isApplied = exposure === undefined || areSameRules(exposure.rules, resolved.rules);
    if (json) {
      process.stdout.write(`${JSON.stringify({ sku, tags: own.tags, ...resolved, isApplied })}\n`);
    } else {
      const tags = own.tags.length === 0 ? '' : `  tags: ${own.tags.join(', ')}`;
      process.stdout.write(`${printableLines([`${sku}${tags}`, ...resolvedLines(resolved)].join('\n'))}\n`);
      process.stdout.write(
        isApplied ? '' : `It is still offered by other rules: run \`npx stockline policy apply\`.\n`,
      );
    }
  }
  return 0;
}

function bookLines({ default: all, tags, prefixes }: PolicyGroups): readonly string[] {
  const places = [
    ['default', all] as const,
    ...Object.entries(tags).map(([name, said]) => [`tag ${name}`, said] as const),
    ...Object.entries(prefixes).map(([name, said]) => [`prefix ${name}`, said] as const),
  ];
  const lines = places.flatMap(([place, said]) => writtenLine(place, said) ?? []);
  return lines.length > 0
    ? lines.map((line) => `${line}\n`)
    : ['The policy book has no rules of groups: those of stockline.config.ts and of single SKUs hold.\n'];
}

function portsOf(deployment: Deployment): PolicyPorts {
  const database = documentClient(OF_A_COMMAND);
  return {
    ...sharePortsOf(deployment),
    // A SKU that sells all the time has a moment between two sales sooner or later: a longer pause does not help.
    pause: () => setTimeout(Math.random() * 50),
    book: dynamoPolicyBook(database, deployment.table),
    checks: sqsCheckQueue(sqsClient(OF_A_COMMAND), checkQueuesOf(deployment)),
    everySku: () => everySku(database, deployment.table),
  };
}
