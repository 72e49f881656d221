/** The labels that alerts of one message share, as one text that can be read back. */
export const groupName = (labels: Readonly<Record<string, string>>): string => JSON.stringify(labels);

export const labelsOfGroup = (name: string): Record<string, string> =>
  JSON.parse(name) as Record<string, string>;
