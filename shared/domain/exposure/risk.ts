/**
 * The smallest number of units that sales with this mean exceed with at most the given chance, when they come
 * independently of each other (Poisson). The mean in units, 0 or more; the chance above 0 and below 1.
 */
export function unitsAtRisk(mean: number, risk: number): number {
  if (mean <= 0) {
    return 0;
  }
  // The logarithm of each probability: that of 0 units is too small a number itself for means above 700.
  let logProbability = -mean;
  let atMost = Math.exp(logProbability);
  let units = 0;
  // Beyond 40 standard deviations every representable chance is met.
  const most = Math.ceil(mean + 40 * Math.sqrt(mean) + 40);
  while (1 - atMost > risk && units < most) {
    units += 1;
    logProbability += Math.log(mean / units);
    atMost += Math.exp(logProbability);
  }
  return units;
}
