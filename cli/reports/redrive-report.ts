/** Says what became of dead letters that were put back. */
import type { DeadLetter } from '../../shared/aws/messaging/dead-letters.ts';
import { printable } from '../terminal/printable.ts';
import type { FailedMessage } from './failed-report.ts';

const BECAME = {
  workedOn: 'was worked on',
  setAsideAgain: 'is set aside again',
  stillTried: 'is still being tried: look again with `npx stockline failed`',
  unseen: 'may be set aside again, behind others of its SKU: `npx stockline failed` says how many there are',
} as const;

/** A dead letter that was put back, with what became of it. */
export type Redriven = FailedMessage & { readonly became: keyof typeof BECAME };

/** A while later: whether its queue is empty, which dead letters there are again, and how many SQS does not give yet. */
export type AfterRedrive = {
  readonly isDone: boolean;
  readonly back: readonly DeadLetter[];
  readonly unseen: number;
};

/** A message that came back is known by its body: its id is another one. */
export function becameOf(
  { source, body, group }: DeadLetter,
  { isDone, back, unseen }: AfterRedrive,
): Redriven['became'] {
  if (back.some((each) => each.body === body && each.source.name === source.name)) {
    return 'setAsideAgain';
  }
  if (unseen > 0 && back.some((each) => each.group === group)) {
    return 'unseen';
  }
  return isDone ? 'workedOn' : 'stillTried';
}

export function redrivenLine({ became, sku, order, what, id }: Redriven): string {
  return printable(`${sku ?? order ?? id}  ${what}: ${BECAME[became]}`);
}
