/** Writes a report as tables, for a terminal and for a document alike. */
import { SERVICES, totalOf } from '../prices/cost.ts';
import { PRICES_AS_OF, PRICES_REGION } from '../prices/prices.ts';
import { ASSUMPTIONS, type Report } from '../report.ts';
import type { Row } from '../scenarios/row.ts';
import { table } from './table.ts';

/** As Markdown, whose tables read well on a terminal, too. Without what depends on the machine, unless `withTimes`. */
export function tablesOf(report: Report, { withTimes }: { readonly withTimes: boolean }): string {
  return [
    ...['What one sale or order takes:', countsTable(report.rows)],
    ...['Other designs beside it, one sale:', designsTable(report)],
    ...['A million orders, each from the webhook to the shipment, in dollars:', servicesTable(report)],
    ...[`A month, in dollars, ${PRICES_REGION}, prices as of ${PRICES_AS_OF}:`, monthTable(report)],
    ...['What a month without a sale is made of:', idleTable(report)],
    ...['Posting:', postingTable(report)],
    ...['A rush on one SKU, by how fast its webhooks come:', rushTable(report)],
    ...['A day of sweeps, where no message reports any order:', sweepDaysTable(report)],
    ...['Bundles:', bundlesTable(report, withTimes)],
    ...(withTimes ? ['The domain alone, on one core of this machine:', foldTable(report)] : []),
    ASSUMPTIONS.map((each) => `- ${each}`).join('\n'),
  ].join('\n\n');
}

/** The costs of a month alone, as the page on operating shows them. */
export function monthTable({ months }: Report): string {
  return table(
    ['orders a month', 'shared', 'escrow'],
    months.map(({ orders, shared, escrow }) => [orders.toLocaleString('en-US'), dollars(shared), dollars(escrow)]),
  );
}

const COUNTS = ['invocations', 'readUnits', 'writeUnits', 'indexUnits', 'sqsRequests', 'channelCalls'] as const;

function countsTable(rows: readonly Row[]): string {
  return table(
    ['', 'invocations', 'RRU', 'WRU', 'index WRU', 'SQS requests', 'channel calls', ''],
    rows
      .filter(({ figures }) => 'readUnits' in figures)
      .map(({ title, figures, ordersADay }) => [
        title,
        ...COUNTS.map((name) => String(figures[name] ?? '')),
        [
          ...(figures['receipts'] === undefined ? [] : [`${figures['receipts']} receipts a push`]),
          ...(figures['databaseCalls'] === undefined ? [] : [`${figures['databaseCalls']} calls of DynamoDB`]),
          ...(ordersADay === undefined ? [] : [`${number(ordersADay)} orders a day`]),
        ].join(', '),
      ]),
  );
}

function designsTable({ designs }: Report): string {
  return table(
    ['', 'invocations', 'RRU', 'WRU', 'index WRU', 'channel calls', 'a million sales, $'],
    designs.map(({ title, usage, dollarsPerMillion }) => [
      title,
      ...[usage.invocations, usage.readUnits, usage.writeUnits, usage.indexUnits, usage.channelCalls].map(number),
      dollars(dollarsPerMillion),
    ]),
  );
}

function servicesTable({ perMillion: { shared, escrow } }: Report): string {
  const services = SERVICES.map((service) => [service, dollars(shared[service]), dollars(escrow[service])]);
  return table(['', 'shared', 'escrow'], [...services, ['all', dollars(totalOf(shared)), dollars(totalOf(escrow))]]);
}

function idleTable({ idle: { counts, month } }: Report): string {
  const whats: Readonly<Record<string, string>> = {
    alarms: `${counts.alarmMetrics} metrics of alarms`,
    metrics: `${counts.metrics} ${counts.metrics === 1 ? 'metric' : 'metrics'} that functions write`,
    polling: `${counts.pollers} pollers of queues`,
    secrets: `${counts.secrets} secrets`,
    sweeps: 'sweeps, and what they read',
  };
  const parts = Object.entries(month).map(([part, cost]) => [whats[part] ?? part, dollars(cost)]);
  return table(['', '$'], [...parts, ['all', dollars(totalOf(month))]]);
}

function postingTable({ hotSku, packedSku, spread }: Report): string {
  return table(
    ['', 'observations', 'DynamoDB calls', 'EventBridge calls', 'WRU', 'observations a second of one SKU'],
    [
      { title: 'one hot SKU, ten a batch', rates: hotSku, speed: Math.min(hotSku.perSecond, hotSku.perSecondByUnits) },
      {
        ...{ title: 'one hot SKU, four hundred a batch, packed', rates: packedSku },
        speed: Math.min(packedSku.perSecond, packedSku.perSecondByUnits),
      },
      { title: 'each of another SKU', rates: spread, speed: undefined },
    ].map(({ title, rates: { observations, usage }, speed }) => [
      ...[title, number(observations), number(usage.databaseCalls), number(usage.busCalls), number(usage.writeUnits)],
      speed === undefined ? '' : number(speed),
    ]),
  );
}

function rushTable({ rushes }: Report): string {
  return table(
    ['webhooks a second', 'queued', 'answered 5xx', 'posted a second', 'lag p50 / p95, s', 'most messages that wait'],
    rushes.map(({ webhooksASecond, door, refused, postedASecond, lag, mostWaiting }) => [
      ...[number(webhooksASecond), door, number(refused), number(postedASecond)],
      `${number(lag.p50)} / ${number(lag.p95)}`,
      number(mostWaiting),
    ]),
  );
}

function sweepDaysTable({ sweepDays }: Report): string {
  return table(
    [
      'channel, changed orders a day',
      'read by the end of the day',
      'behind p50 / at the end, min',
      'pages read a page of orders',
    ],
    sweepDays.map(({ channel, ordersADay, read, behind, pagesAPage }) => [
      ...[`${channel}, ${number(ordersADay)}`, number(read), `${number(behind.p50)} / ${number(behind.last)}`],
      pagesAPage.toFixed(2),
    ]),
  );
}

function bundlesTable({ bundles }: Report, withTimes: boolean): string {
  return table(
    ['function', 'kB', ...(withTimes ? ['loading, against an empty function'] : [])],
    bundles.map(({ function: name, bytes, initMs, baselineInitMs }) => [
      ...[name, String(Math.round(bytes / 1_000))],
      ...(withTimes ? [`${(initMs / baselineInitMs).toFixed(1)} ×`] : []),
    ]),
  );
}

function foldTable({ fold }: Report): string {
  return table(
    ['listings', 'observations a second'],
    [
      ['3', number(fold.observationsPerSecond)],
      ['99', number(fold.with99Listings)],
    ],
  );
}

function dollars(amount: number): string {
  return amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function number(value: number | undefined): string {
  return (value ?? 0).toLocaleString('en-US', { maximumFractionDigits: 1 });
}
