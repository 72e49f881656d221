/** `2026-11-21T05:00:00.123Z` → `2026-11-21T05:00:00Z`, as logs write it. */
export const secondOf = (time: string): string => time.replace(/\.\d+Z$/, 'Z');
