/** The guards of alerts: each crossing alerts once, everybody who wants it. */
import type { Guard } from '../../guard.ts';

const LEVEL = {
  file: 'shared/domain/ledger/stock-level.ts',
  tests: ['test/shared/domain/ledger/stock-level'],
} as const;
const SENDING = {
  file: 'shared/usecases/alerting/send-alerts.ts',
  tests: ['test/shared/usecases/alerting/send-alerts'],
} as const;

export const ALERT_GUARDS: readonly Guard[] = [
  {
    guard: 'A SKU that is low is back only a tenth above its threshold: a unit that goes and comes alerts nobody',
    ...LEVEL,
    search: 'const REARMED_AT = 1.1;',
    replace: 'const REARMED_AT = 1;',
  },
  {
    guard: 'What is out is out until it is well above the threshold, and not low in between',
    ...LEVEL,
    search: "  if (before === 'enough') {\n    return left <= threshold ? 'low' : 'enough';\n  }\n",
    replace: "  if (left <= threshold) {\n    return 'low';\n  }\n",
  },
  {
    guard: 'A level that stays alerts nobody again',
    ...LEVEL,
    search: "kind === before?.kind || (before === undefined && kind === 'enough')",
    replace: "before === undefined && kind === 'enough'",
  },
  {
    guard: 'A SKU that enters the ledger low alerts nobody',
    ...LEVEL,
    search: 'const seq = entry.isFirst ? 0 : entry.seq;',
    replace: 'const { seq } = entry;',
  },
  {
    guard: 'A bundle, which has no stock of its own, has no level',
    ...LEVEL,
    search: ' || exposure.madeOf !== undefined',
    replace: '',
  },
  {
    guard: 'An alert is emitted with the posting that made it, and with no later one',
    file: 'shared/usecases/alerting/alert-to-emit.ts',
    search: 'if (!isNew && !comesAgain) {',
    replace: 'if (level.seq < 0) {',
    tests: ['test/shared/usecases/alerting/alert-to-emit'],
  },
  {
    guard: 'A webhook that took an alert is not sent it again',
    ...SENDING,
    search: "  if (await ports.sent.has(webhook, alert)) {\n    return 'taken';\n  }\n",
    replace: '',
  },
  {
    guard: 'An alert that a webhook did not take is tried again',
    ...SENDING,
    search: "    return 'later';",
    replace: "    return 'taken';",
  },
  {
    guard: 'An alert is in one mail only',
    ...SENDING,
    search: 'once.filter((_, index) => known[index] !== true)',
    replace: 'once.filter((_, index) => known[index] !== undefined)',
  },
  {
    guard: 'An address that is a secret stands in no template',
    file: 'shared/alerts-config.ts',
    search: '(url) => !/[?#]/.test(url),',
    replace: '(url) => url.length > 0,',
    tests: ['test/shared/alerts-config'],
  },
];
