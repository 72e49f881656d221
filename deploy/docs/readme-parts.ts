import { topicName, topics, type TopicId } from '#contracts';
import {
  capabilities,
  dispensableParameters,
  displayName,
  supportOf,
  type Capability,
  type DispensableParameter,
  type ProviderKind,
} from '#fallback';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function topicsTable(): string {
  const rows = (Object.keys(topics) as TopicId[]).map((id) => {
    const { writers, readers, key, cleanup, schema } = topics[id];
    const shape =
      schema === null ? 'the bytes as they came' : `[schema](deploy/schemas/${topics[id].name}.schema.json)`;
    return [`\`${topicName(id)}\``, `${writers} → ${readers}`, key, cleanup, shape];
  });
  return table(['topic', 'who writes → reads', 'key', 'cleanup', 'values'], rows);
}

/** How a request asks for each. */
const askedFor: Readonly<Record<Capability | DispensableParameter, string>> = {
  chat: 'chat completions',
  tools: '`tools`, and several calls at once',
  images: 'images as `data:` URLs',
  images_by_address: 'images by their address',
  audio: 'audio',
  files: 'files',
  json_object: '`response_format` `json_object`',
  json_schema: '`response_format` `json_schema`',
  embeddings: 'embeddings of text',
  token_embeddings: 'embeddings of tokens',
  stream: '`stream`',
  tool_choice: '`tool_choice`',
  parallel_tool_calls: '`parallel_tool_calls: false`',
  n: '`n` above 1',
  logprobs: '`logprobs`',
  seed: '`seed`',
  reasoning_effort: '`reasoning_effort`',
};

const words = { yes: '✓', no: '–', 'in words': 'in words', 'left out': 'left out' } as const;

function supportTable(): string {
  const kinds = Object.keys(supportOf) as ProviderKind[];
  const rows = [...capabilities, ...dispensableParameters].map((what) => [
    askedFor[what],
    ...kinds.map((kind) => words[supportOf[kind][what]]),
  ]);
  return table(['', ...kinds.map(displayName)], rows);
}

/** The generated parts of the README, by name. */
export const readmeParts = (): Record<string, string> => ({
  topics: topicsTable(),
  capabilities: supportTable(),
});
