// Units that customers want in a span of time come independently of each other, so they follow a Poisson distribution.

/**
 * The smallest number of units that a demand with this mean exceeds with at most the given chance. The mean in units, 0 or
 * more; the chance above 0 and below 1.
 */
export function unitsAtRisk(mean: number, risk: number): number {
  if (mean <= 0) {
    return 0;
  }
  // Beyond 40 standard deviations every chance that a double can represent is met.
  const most = Math.ceil(mean + 40 * Math.sqrt(mean) + 40);
  let units = 0;
  for (const chance of chancesOfAtMost(mean)) {
    if (1 - chance <= risk || units >= most) {
      break;
    }
    units += 1;
  }
  return units;
}

/** The chance that a demand with this mean is for at most so many units. */
export function chanceOfAtMost(mean: number, most: number): number {
  let units = 0;
  for (const chance of chancesOfAtMost(mean)) {
    if (units >= most) {
      return chance;
    }
    units += 1;
  }
  return 1;
}

/** The chance of at most 0, 1, 2 … units, without end. */
function* chancesOfAtMost(mean: number): Generator<number> {
  // In logarithms, because the chance of 0 units is 0 in a double for means above 700.
  let logChance = -mean;
  let sum = Math.exp(logChance);
  for (let units = 1; ; units += 1) {
    yield sum;
    logChance += Math.log(mean / units);
    sum += Math.exp(logChance);
  }
}
