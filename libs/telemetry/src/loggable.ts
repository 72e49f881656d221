/** The fields of a line, each as it is if it can be written, and the names of the others. */
export function loggable(fields: unknown): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  const unloggable: string[] = [];
  for (const name of namesOf(fields)) {
    try {
      const value = (fields as Record<string, unknown>)[name];
      JSON.stringify(value);
      written[name] = value;
    } catch {
      unloggable.push(name);
    }
  }
  return { ...written, unloggable };
}

function namesOf(fields: unknown): string[] {
  try {
    return typeof fields === 'object' && fields !== null ? Object.keys(fields) : [];
  } catch {
    return [];
  }
}
