/** Parameters of a request to Amazon: lists and times. */

/**
 * A list parameter: with commas within one parameter (`collectionFormat: csv` of listingsItems_2021-08-01.json, amzn/selling-partner-api-models @34dc93fe (2026-08-05)), and the
 * parameter repeated, which we take to be accepted as well.
 */
export function listOf(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).flatMap((value) => value.split(',').filter((item) => item !== ''));
}

/** A time, in milliseconds since 1970; undefined where the request has no such parameter, NaN where it is no time. */
export function timeOf(query: URLSearchParams, name: string): number | undefined {
  const given = query.get(name);
  return given === null ? undefined : Date.parse(given);
}
