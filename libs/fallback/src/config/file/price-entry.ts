import { z } from 'zod';

const Usd = z.number().nonnegative();

export const PriceEntry = z
  .strictObject({
    input_per_million: Usd,
    output_per_million: Usd,
    cached_input_per_million: Usd.optional().describe('Default: as `input_per_million`.'),
  })
  .describe('US dollars for a million tokens.');
