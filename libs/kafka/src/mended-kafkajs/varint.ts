/**
 * Kafka's numbers of variable length: zigzag, then seven bits a byte, the lowest first. Only those from −1 up to 2^52,
 * which is what lengths, counts and differences of times are.
 */
const zigzag = (value: number): number => (value < 0 ? 1 : value * 2);

export function varintLength(value: number): number {
  let length = 1;
  for (let rest = zigzag(value); rest >= 0x80; rest = Math.floor(rest / 0x80)) length += 1;
  return length;
}

/** Gives the offset behind what it wrote. */
export function writeVarint(buffer: Buffer, value: number, offset: number): number {
  let at = offset;
  let rest = zigzag(value);
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) buffer[at++] = (rest % 0x80) | 0x80;
  buffer[at++] = rest;
  return at;
}
