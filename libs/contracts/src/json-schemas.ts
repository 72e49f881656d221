import { z } from 'zod';
import { topics, type TopicDefinition } from './topics.js';

/** The JSON Schema (2020-12) of each topic's values, by the topic's name, generated from the zod schemas. */
export function jsonSchemas(): Record<string, object> {
  const described = Object.values(topics).filter((topic: TopicDefinition) => topic.schema !== null);
  return Object.fromEntries(
    described.map((topic: TopicDefinition) => [
      topic.name,
      {
        title: `llm.${topic.name}`,
        ...z.toJSONSchema(topic.schema!, { io: 'input', unrepresentable: 'any' }),
      },
    ]),
  );
}
