import type { z } from 'zod';

/** What to write instead of the value of a variable, where its schema does not say; undefined: zod's own words. */
export const mendOf: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'give a whole number' : `give a ${issue.expected}`;
    case 'too_small':
      return issue.inclusive ? `give ${issue.minimum} or more` : `give more than ${issue.minimum}`;
    case 'too_big':
      return issue.inclusive ? `give ${issue.maximum} or less` : `give less than ${issue.maximum}`;
    case 'invalid_value':
      return `give one of ${issue.values.join(', ')}`;
    case 'invalid_format':
      return issue.format === 'url' ? 'give a URL such as https://understudy.example' : undefined;
    default:
      return undefined;
  }
};
