import { BadRequestException, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';

/** A body in its shape, or a 400 with every problem. No body is an empty one. */
export class BodyPipe<T> implements PipeTransform<unknown, T> {
  constructor(readonly schema: z.ZodType<T>) {}

  transform(body: unknown): T {
    const parsed = this.schema.safeParse(body ?? {});
    if (parsed.success) return parsed.data;
    throw badBody(parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`));
  }
}

export const badBody = (problems: readonly string[]): BadRequestException =>
  new BadRequestException({ error: { code: 'bad_request', message: problems.join('; '), problems } });
