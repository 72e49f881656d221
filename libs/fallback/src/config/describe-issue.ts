import { z } from 'zod';
import { noneCalled } from './none-called.js';

const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

/** Says what is wrong in words of the file, and what to give; of several unknown keys each has its own line. */
export const describeIssue: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return instead(issue.input, [issue.expected]);
    case 'invalid_union':
      return instead(
        issue.input,
        issue.errors.flatMap((branch) =>
          branch.flatMap((inner) => (inner.code === 'invalid_type' ? [inner.expected] : [])),
        ),
      );
    case 'invalid_value': {
      const values = issue.values.map(String);
      return typeof issue.input === 'string'
        ? noneCalled('choice', issue.input, values)
        : `${stateOf(issue.input)}; give one of ${values.join(', ')}`;
    }
    case 'unrecognized_keys': {
      const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
      return issue.keys.map((key) => noneCalled('setting', key, known)).join('\n');
    }
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
        : 'is empty; give at least one';
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return undefined;
  }
};

const instead = (input: unknown, expected: readonly string[]): string =>
  `${stateOf(input)}; give ${expected.map((type) => nouns[type] ?? type).join(' or ')}`;

function stateOf(input: unknown): string {
  if (input === undefined) return 'is missing';
  if (input === null) return 'is empty';
  return `is ${nouns[Array.isArray(input) ? 'array' : typeof input] ?? typeof input}`;
}
