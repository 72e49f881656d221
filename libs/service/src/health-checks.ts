/** Says what is wrong, or null when all is well. Asked at every probe, so it must be cheap. */
export type HealthCheck = () => string | null;

class HealthChecks {
  private readonly checks = new Map<string, HealthCheck>();

  require(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  /** The name of each check that is not content, with what is wrong. */
  missing(): Record<string, string> {
    const missing: Record<string, string> = {};
    for (const [name, check] of this.checks) {
      const problem = check();
      if (problem !== null) missing[name] = problem;
    }
    return missing;
  }
}

/** What a process needs before it can do its work: `/ready` answers 200 only while every check is content. */
export class Readiness extends HealthChecks {}

/**
 * What nothing but a restart would mend: `/live` answers 200 only while every check is content. A Kafka or a Postgres
 * that is away is no such thing: a new process would wait for it like this one.
 */
export class Liveness extends HealthChecks {}
