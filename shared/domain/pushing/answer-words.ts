/** A channel's answer to a push in words, as it is kept with the push. */

const ACCEPTED = 'accepted';
const APPLIED = 'applied, now shows ';

/** The answer of a channel that took the push; `nowShows` where it said what it shows. */
export function takenWords(nowShows: number | undefined): string {
  return nowShows === undefined ? ACCEPTED : `${APPLIED}${nowShows}`;
}

/** Whether the channel took the push; every other answer that is kept is its reason to refuse it. */
export function wasTaken(answer: string): boolean {
  return answer === ACCEPTED || answer.startsWith(APPLIED);
}
