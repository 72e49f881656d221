import { z } from 'zod';
import { Alert } from './alert.js';

/** An alert as `GET /v1/alerts` shows it. */
export const AlertView = Alert.extend({
  quietSince: z.iso.datetime().optional().meta({
    description:
      'Since when there is nothing behind it any more: it resolves if that lasts. Absent while there is.',
  }),
  suppressedBy: z
    .object({
      kind: z.enum(['silence', 'alert']),
      id: z.string().meta({ description: "The silence's, or the other alert's fingerprint." }),
      note: z.string().meta({ description: "The silence's comment, or the other alert's summary." }),
    })
    .optional()
    .meta({
      description:
        'Why people are not told of it: somebody silenced it, or another alert explains it. Absent if they are.',
    }),
});
export type AlertView = z.infer<typeof AlertView>;
