import { InvalidArgumentError } from 'commander';

const secondsIn = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** `90`, `90s`, `30m`, `2h` or `1d` → whole seconds. */
export function parseDuration(text: string): number {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)([smhd])?$/.exec(text.trim()) ?? [];
  const seconds = Math.round(Number(number) * secondsIn[unit as keyof typeof secondsIn]);
  if (!(seconds > 0)) throw new InvalidArgumentError('give a time such as 90s, 30m or 2h');
  return seconds;
}
