// What a diagnosis finds: one result of one check.
import type { ChannelId } from '../../domain/identifiers.ts';
import { messageOf } from '../../message-of.ts';

/** The result of one check of a channel or of the deployment. */
export type Finding = {
  readonly about: ChannelId | 'deployment';
  readonly check: string;
  /** `note`: worth knowing, but nothing to repair. */
  readonly state: 'well' | 'note' | 'problem';
  /** As sentences. */
  readonly says: string;
  /** The command that would repair it, where there is one. */
  readonly repair?: string;
};

export function wellFinding(about: Finding['about'], check: string, says: string): Finding {
  return { about, check, state: 'well', says };
}

export function noteFinding(about: Finding['about'], check: string, says: string): Finding {
  return { about, check, state: 'note', says };
}

export function problemFinding(about: Finding['about'], check: string, says: string, repair?: string): Finding {
  return { about, check, state: 'problem', says, ...(repair !== undefined && { repair }) };
}

/** Runs a check. A check that fails is a finding too, so that it does not keep the others from being made. */
export async function checked(
  about: Finding['about'],
  check: string,
  run: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await run();
  } catch (error) {
    return [problemFinding(about, check, `It could not be checked: ${messageOf(error)}`)];
  }
}
