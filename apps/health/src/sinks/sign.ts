import { createHmac } from 'node:crypto';

/**
 * `v1=` and the HMAC-SHA256 of `<timestamp>.<body>` in hexadecimal digits. Who checks it refuses what is too old too, so
 * that nothing can be sent again later.
 *
 * @param timestamp in seconds, as the header beside it says
 */
export const sign = (secret: string, timestamp: number, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
