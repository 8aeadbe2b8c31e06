import type { ChannelId } from '../../domain/identifiers.ts';
import { messageOf } from '../../message-of.ts';

/** What a look at one thing found. */
export type Finding = {
  readonly about: ChannelId | 'deployment';
  readonly check: string;
  /** `noteFinding`: worth knowing, and nothing that must be repaired. */
  readonly state: 'well' | 'note' | 'problem';
  /** As sentences. */
  readonly says: string;
  /** The command that would repair it, where one would. */
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

/** A look that fails is a finding too. */
export async function checked(
  about: Finding['about'],
  check: string,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    return [problemFinding(about, check, `It could not be checked: ${messageOf(error)}`)];
  }
}
