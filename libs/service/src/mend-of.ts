import type { z } from 'zod';

/** What to write instead of the value of a variable, where its schema does not say; undefined: zod's own words. */
export const mendOf: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type')
    return issue.expected === 'int' ? 'give a whole number' : `give a ${issue.expected}`;
  if (issue.code === 'too_small')
    return issue.inclusive ? `give ${issue.minimum} or more` : `give more than ${issue.minimum}`;
  if (issue.code === 'too_big')
    return issue.inclusive ? `give ${issue.maximum} or less` : `give less than ${issue.maximum}`;
  if (issue.code === 'invalid_value') return `give one of ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_format' && issue.format === 'url')
    return 'give a URL such as https://understudy.example';
  return undefined;
};
