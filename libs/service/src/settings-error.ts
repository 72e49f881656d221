/** Settings that cannot be used, with all that is wrong with them. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly string[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super(`The settings have ${count}:\n${problems.map((text) => `  - ${text}`).join('\n')}`);
  }
}

/**
 * Runs every reader, so that a person learns of all problems at once, wherever they are.
 *
 * @throws SettingsError with the problems of all readers: an error's own `problems`, or else its message
 */
export function readAll<Settings extends object>(readers: {
  readonly [Name in keyof Settings]: () => Settings[Name];
}): Settings {
  const problems: string[] = [];
  const settings: Partial<Settings> = {};
  for (const name of Object.keys(readers) as (keyof Settings)[]) {
    try {
      settings[name] = readers[name]();
    } catch (error) {
      problems.push(...problemsOf(error));
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return settings as Settings;
}

/** All that is wrong, of any error that a reader throws. */
export function problemsOf(error: unknown): readonly string[] {
  const { problems, message } = error as { problems?: readonly string[]; message?: string };
  return problems ?? [message ?? String(error)];
}
