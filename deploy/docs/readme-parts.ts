import { topicName, topics, type TopicId } from '#contracts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The generated parts of the README, by name. */
export function readmeParts(): Record<string, string> {
  const rows = (Object.keys(topics) as TopicId[]).map((id) => {
    const { writers, readers, key, cleanup, schema } = topics[id];
    const shape =
      schema === null ? 'the bytes as they came' : `[schema](deploy/schemas/${topics[id].name}.schema.json)`;
    return [`\`${topicName(id)}\``, `${writers} → ${readers}`, key, cleanup, shape];
  });
  return { topics: table(['topic', 'who writes → reads', 'key', 'cleanup', 'values'], rows) };
}
