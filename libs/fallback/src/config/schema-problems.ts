import type { z } from 'zod';
import type { ConfigProblem, Place } from './config-problem.js';

/** What a schema found, each at its own place; of a union's forms the one that was meant is judged. */
export function schemaProblems(issues: readonly z.core.$ZodIssue[], below: Place = []): ConfigProblem[] {
  return issues.flatMap((issue): ConfigProblem[] => {
    const at = [...below, ...(issue.path as Place)];
    if (issue.code === 'unrecognized_keys') {
      const texts = issue.message.split('\n');
      return issue.keys.map((key, index) => ({ at: [...at, key], text: texts[index]! }));
    }
    if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ at, text: message }));
    if (issue.code === 'invalid_union') {
      const meant = issue.errors.find((branch) => !branch.some(isOfOtherType));
      if (meant !== undefined) return schemaProblems(meant, at);
    }
    return [{ at, text: issue.message }];
  });
}

const isOfOtherType = ({ code, path }: z.core.$ZodIssue): boolean =>
  code === 'invalid_type' && path.length === 0;
