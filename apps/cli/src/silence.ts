import { InvalidArgumentError } from 'commander';
import { z } from 'zod';

const Matcher = z.object({ name: z.string(), value: z.string() });
export type Matcher = z.infer<typeof Matcher>;

/** What `GET /v1/silences` says of one. */
export const Silence = z.looseObject({
  id: z.string(),
  matchers: z.array(Matcher),
  until: z.string(),
  by: z.string(),
  comment: z.string(),
});
export type Silence = z.infer<typeof Silence>;

export interface NewSilence {
  readonly matchers: readonly Matcher[];
  readonly duration_seconds: number;
  readonly by: string;
  readonly comment: string;
}

/** `provider=openai` → a label and what it has to be. */
export function parseMatcher(text: string, before: readonly Matcher[] = []): Matcher[] {
  const [, name, value] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('give labels such as alertname=ProviderDown or org=acme-*');
  return [...before, { name, value }];
}
