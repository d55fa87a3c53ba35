/** A word and what it says, for each line; safe to print. */
export type ReportRows = readonly (readonly [name: string, value: string])[];

/** What a job of the report's menu has to show. */
export interface ReportResult {
  readonly ok: boolean;
  readonly pairs: ReportRows;
  readonly warnings: readonly string[];
}

export function result(ok: boolean, pairs: ReportResult['pairs'], warnings: readonly string[] = []): ReportResult {
  return { ok, pairs, warnings };
}
