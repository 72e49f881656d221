import type { ChatChunk } from '#contracts';

const isSaid = ([name, value]: [string, unknown]): boolean =>
  name !== 'role' &&
  value !== undefined &&
  value !== null &&
  value !== '' &&
  !(Array.isArray(value) && value.length === 0);

/** Does a chunk bring anything of the answer? The first one usually brings only its role. */
export const hasToken = ({ choices }: ChatChunk): boolean =>
  choices.some(({ delta }) => Object.entries(delta).some(isSaid));
