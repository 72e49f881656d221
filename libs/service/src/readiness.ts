/** Says what is missing, or null when all is well. Asked at every probe, so it must be cheap. */
export type ReadinessCheck = () => string | null;

/** What a process needs before it can do its work: `/ready` answers 200 only while every check is content. */
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  require(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  /** The name of each missing thing, with what is wrong with it. */
  missing(): Record<string, string> {
    const missing: Record<string, string> = {};
    for (const [name, check] of this.checks) {
      const problem = check();
      if (problem !== null) missing[name] = problem;
    }
    return missing;
  }
}
