/** What the shop's messages say, read as Stockline's door reads them: those that it sends, and those that it answers with. */

import * as v from 'valibot';
import { translateDirect } from '../../shared/channels/direct/intake/translate.ts';
import type { Observation } from '../../shared/domain/stock/observation.ts';
import { pagesOf, strictPageEnd } from './pages.ts';
import type { ReceivedMessage } from './receiver.ts';
import { type Exchange, NotConforming, shownText } from './shop-caller.ts';
import { channelOf, type Trial } from './trial.ts';

type ReportedPages = {
  readonly observations: readonly Observation[];
  /** The last call. */
  readonly exchange: Exchange;
};

const messagesPage = v.object({ messages: v.array(v.unknown()), ...strictPageEnd });

/** What a message says of a SKU; nothing where it is not as agreed. */
export function saidOf(trial: Trial, rawBody: Buffer, sku: string): readonly Observation[] {
  return read(trial, rawBody).observations.filter((each) => each.sku === sku);
}

/** Why a message is not as agreed; undefined where it is. */
export function faultOf(trial: Trial, rawBody: Buffer): string | undefined {
  return read(trial, rawBody).fault;
}

/** Reads all pages. Throws NotConforming where a message is not as agreed, or comes twice. */
export async function reportedBy(
  trial: Trial,
  operation: 'open-orders' | 'changes',
  asked: object,
): Promise<ReportedPages> {
  const schema = messagesPage;
  const pages = await pagesOf(trial, operation, asked, { schema, sizeOf: ({ messages }) => messages.length });
  const keys = new Set<string>();
  const observations: Observation[] = [];
  for (const { page, exchange } of pages) {
    for (const message of page.messages) {
      const { fault, observations: said } = read(trial, Buffer.from(JSON.stringify(message) ?? ''));
      if (fault !== undefined) {
        throw new NotConforming(fault, exchange);
      }
      const twice = said.find(({ source }) => keys.has(source.key));
      if (twice !== undefined) {
        throw new NotConforming(`It says ${twice.source.key} twice.`, exchange);
      }
      for (const { source } of said) {
        keys.add(source.key);
      }
      observations.push(...said);
    }
  }
  const [last] = pages.slice(-1);
  return { observations, exchange: last?.exchange ?? { request: operation, status: undefined, answer: '' } };
}

/** Reads the open orders. Throws NotConforming where one has nothing to ship. */
export async function openOrders(trial: Trial): Promise<ReportedPages> {
  const pages = await reportedBy(trial, 'open-orders', {});
  const byOrder = Map.groupBy(pages.observations, ({ source }) => source.order ?? source.key);
  for (const [order, lines] of byOrder) {
    if (!lines.some((each) => each.kind === 'orderLine' && each.state.ordered > each.state.shipped)) {
      throw new NotConforming(`${order} is no order that has units to ship.`, pages.exchange);
    }
  }
  return pages;
}

/** A message and what it was answered, as they are shown. */
export function shownMessage({ body, status }: ReceivedMessage): Exchange {
  return { request: `it sends ${shownText(body.toString())}`, status, answer: '' };
}

/** Throws NotConforming unless the message was signed as agreed. */
export function mustBeSigned(message: ReceivedMessage): void {
  if (message.reason !== undefined) {
    throw new NotConforming(`The signature of its message does not hold: ${message.reason}`, shownMessage(message));
  }
}

function read(
  trial: Trial,
  rawBody: Buffer,
): { readonly observations: readonly Observation[]; readonly fault?: string } {
  const intake = translateDirect({ rawBody, channel: channelOf(trial), receivedAt: new Date().toISOString() });
  switch (intake.kind) {
    case 'wholeOrder':
      return { observations: intake.lines };
    case 'document':
      return { observations: intake.observations };
    case 'malformed':
      return { observations: [], fault: `A message is not as agreed: ${intake.path}: ${intake.reason}` };
    default:
      return { observations: [] };
  }
}
