import type { RoutingConfig, SessionRule } from '../config/routing-config.js';
import { fitsPattern } from '../fits-pattern.js';

/** The first rule of the config whose pattern fits the session. */
export function sessionRuleOf(session: string | undefined, config: RoutingConfig): SessionRule | null {
  if (session === undefined) return null;
  return config.sessions.find(({ pattern }) => fitsPattern(pattern, session)) ?? null;
}
