import { z } from 'zod';
import { Alert } from './alert.js';

/** An alert as `GET /v1/alerts` shows it. */
export const AlertView = Alert.extend({
  quietSince: z.iso.datetime().optional().meta({
    description:
      'Since when there is nothing behind it any more: it resolves if that lasts. Absent while there is.',
  }),
});
export type AlertView = z.infer<typeof AlertView>;
