import { ProviderHealth } from '#contracts';

/**
 * The records in a text that has them one a line (as `tail provider-health --json` prints them), as a list, or as
 * `/v1/status` answers.
 *
 * @param source names the text for people
 * @throws an error that names the record which is none
 */
export function healthRecords(text: string, source: string): ProviderHealth[] {
  const values = wholeOrLines(text).flatMap(recordsIn);
  return values.map((value, index) => {
    const record = ProviderHealth.safeParse(value);
    if (record.success) return record.data;
    const issue = record.error.issues[0];
    throw new Error(
      `${source}: record ${index + 1} is none of llm.provider-health (${issue?.path.join('.')}: ${issue?.message})`,
    );
  });
}

function wholeOrLines(text: string): unknown[] {
  const whole = parse(text);
  if (whole !== undefined) return [whole].flat();
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [parse(line)]));
}

interface StatusOfProvider {
  readonly models?: readonly unknown[];
  readonly outage?: unknown;
}

function recordsIn(value: unknown): unknown[] {
  const providers = (value as { providers?: unknown } | undefined)?.providers;
  return Array.isArray(providers)
    ? providers.flatMap(({ models, outage }: StatusOfProvider) => [
        ...(models ?? []),
        ...(outage ? [outage] : []),
      ])
    : [value];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
