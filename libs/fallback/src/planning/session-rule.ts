import type { RoutingConfig, SessionRule } from '../config/routing-config.js';

/** The first rule of the config whose pattern fits the session. */
export function sessionRuleOf(session: string | undefined, config: RoutingConfig): SessionRule | null {
  if (session === undefined) return null;
  return config.sessions.find(({ pattern }) => fits(pattern, session)) ?? null;
}

/** `*` stands for any text. Walked part by part: a session's name is the caller's and must not cost a regex's worst case. */
function fits(pattern: string, session: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return session === first;
  if (!session.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = session.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return session.length - last.length >= at && session.endsWith(last);
}
