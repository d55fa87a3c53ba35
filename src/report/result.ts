/** What a job of the report's menu has to show. */
export interface ReportResult {
  readonly ok: boolean;
  readonly pairs: readonly (readonly [name: string, value: string])[];
  readonly warnings: readonly string[];
}

export function result(ok: boolean, pairs: ReportResult['pairs'], warnings: readonly string[] = []): ReportResult {
  return { ok, pairs, warnings };
}
