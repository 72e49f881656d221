import { z } from 'zod';

interface Named {
  readonly chain?: string | undefined;
  readonly tier?: string | undefined;
}

const namesBoth = ({ chain, tier }: Named): boolean => chain !== undefined && tier !== undefined;
const namesNone = ({ chain, tier }: Named): boolean => chain === undefined && tier === undefined;

const target = {
  chain: z.string().optional().describe('A chain of this file.'),
  tier: z.string().optional().describe('A tier of this file.'),
};

export const TaskEntry = z
  .union([
    z.string().describe('A tier of this file.'),
    z
      .strictObject(target)
      .refine((task) => !namesBoth(task) && !namesNone(task), 'give either a chain or a tier'),
  ])
  .describe('What serves a task (`routing.task`).');

export const SessionEntry = z
  .strictObject({
    pattern: z.string().min(1).describe("The session's name, `*` standing for any text."),
    ...target,
    budget_usd: z
      .number()
      .nonnegative()
      .optional()
      .describe('What one such session may cost, in US dollars.'),
  })
  .refine((session) => !namesBoth(session), 'give a chain or a tier, not both')
  .refine(
    (session) => !namesNone(session) || session.budget_usd !== undefined,
    'says nothing of these sessions; give a chain, a tier or budget_usd',
  )
  .describe('What the requests of some sessions get; the first pattern that fits counts.');
