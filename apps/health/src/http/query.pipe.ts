import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { badBody } from './body.pipe.js';

/** A query string in its shape, or a 400 with every problem; a parameter that nobody knows is one. */
export class QueryPipe<T> implements PipeTransform<unknown, T> {
  constructor(readonly schema: z.ZodType<T>) {}

  transform(query: unknown): T {
    const parsed = this.schema.safeParse(query);
    if (parsed.success) return parsed.data;
    throw badBody(
      parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the query'}: ${message}`),
    );
  }
}
