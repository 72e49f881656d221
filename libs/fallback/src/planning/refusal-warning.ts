import type { LlmRequest, Organization } from '#contracts';

/** A1: what the caller and the log are told when an organization does not allow the model that was asked for. */
export function refusalWarning(
  model: string,
  { org }: Pick<LlmRequest, 'org'>,
  organization: Organization | null,
): string {
  const instead = organization?.default_model ?? null;
  return (
    `model '${model}' is not allowed for organization '${organization?.name ?? org}': ` +
    (instead === null ? 'it was passed over' : `its default model '${instead}' was used at once`)
  );
}
