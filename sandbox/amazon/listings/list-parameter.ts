/** List parameters of a request to Amazon. */
/** A list parameter: Amazon takes commas within one parameter, and the parameter repeated. */
export function listOf(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).flatMap((value) => value.split(',').filter((item) => item !== ''));
}
