import { describe, expect, it } from '@jest/globals';
import { traceIdOf } from './trace-id.js';

const id = '0af7651916cd43dd8448eb211c80319c';

describe('the trace of a record', () => {
  it('F3 is the one of its traceparent header, as bytes or as text', () => {
    const traceparent = `00-${id}-b7ad6b7169203331-01`;
    expect(traceIdOf({ traceparent })).toBe(id);
    expect(traceIdOf({ Traceparent: Buffer.from(traceparent) })).toBe(id);
  });

  it.each([undefined, '', 'x', `00-${id}`, `00-${'0'.repeat(32)}-b7ad6b7169203331-01`])(
    'is none for %p',
    (traceparent) => {
      expect(traceIdOf({ traceparent })).toBeNull();
    },
  );
});
