import type { ChannelId } from '../domain/identifiers.ts';
import type { Intake, Journal, NoticeQueue, ObservationQueue } from '../ports.ts';

export type ReceivePorts = {
  readonly observations: ObservationQueue;
  readonly notices?: NoticeQueue;
  readonly journal: Journal;
};

/** What the sender is told. Only after `queued` the sender may forget the event. */
export type Received =
  | { readonly kind: 'queued'; readonly observations: number }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'malformed'; readonly path: string; readonly reason: string };

/** Hands an authentic event on to the ledger's queue. Resolves once the queue has it; rejects when it may not. */
export async function receive(ports: ReceivePorts, channel: ChannelId, intake: Intake): Promise<Received> {
  switch (intake.kind) {
    case 'observations':
      await ports.observations.send(intake.observations);
      ports.journal.count('Received', channel);
      for (const reason of intake.ignored) {
        ports.journal.info(`${channel}: left aside ${reason}`, { step: 'received', channel });
      }
      for (const { sku, source, occurredAt, receivedAt } of intake.observations) {
        const what = source.order === undefined ? source.key : `order ${source.order} line ${source.line}`;
        ports.journal.info(`${sku}: heard of ${what} from ${channel}`, {
          step: 'received',
          sku,
          channel,
          order: source.order,
          line: source.line,
          occurredAt,
          lagMs: Date.parse(receivedAt) - Date.parse(occurredAt),
        });
      }
      return { kind: 'queued', observations: intake.observations.length };
    case 'notices':
      await ports.notices?.send(intake.notices);
      ports.journal.count('Noticed', channel);
      return { kind: 'queued', observations: 0 };
    case 'ignored':
      ports.journal.count('Ignored', channel);
      ports.journal.info(`${channel}: ${intake.reason}`, { step: 'received', channel });
      return { kind: 'ignored', reason: intake.reason };
    case 'malformed':
      ports.journal.count('Malformed', channel);
      ports.journal.warn(`${channel}: refused a malformed event, ${intake.path}: ${intake.reason}`, {
        step: 'received',
        channel,
        path: intake.path,
      });
      return { kind: 'malformed', path: intake.path, reason: intake.reason };
    default:
      return intake satisfies never;
  }
}
