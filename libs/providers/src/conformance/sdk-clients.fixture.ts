import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI, type GenerateContentResponse } from '@google/genai/web';
import { Ollama } from 'ollama/browser';
import OpenAI, { AzureOpenAI } from 'openai';
import type { ConformingProvider, Format } from './conforming-providers.fixture.js';
import type { Heard } from './heard.fixture.js';

/** Asks one question by the SDK's own client, as its users do. */
type Ask = (as: ConformingProvider, url: string, streamed: boolean) => Promise<Heard>;

const apiKey = 'key';
const content = 'Hello';

function openaiClient({ kind, model, path }: ConformingProvider, url: string): OpenAI {
  const [deployment, apiVersion] = model.split('|');
  return kind === 'azure'
    ? new AzureOpenAI({
        endpoint: url,
        apiKey,
        apiVersion: apiVersion!,
        deployment: deployment!,
        maxRetries: 0,
      })
    : new OpenAI({ baseURL: `${url}${path}`, apiKey, maxRetries: 0 });
}

const byOpenAI: Ask = async (as, url, streamed) => {
  const { chat } = openaiClient(as, url);
  const asked = { model: as.model, messages: [{ role: 'user' as const, content }] };
  const { choices, usage } = streamed
    ? await chat.completions
        .stream({ ...asked, stream_options: { include_usage: true } })
        .finalChatCompletion()
    : await chat.completions.create(asked);
  const { message } = choices[0]!;
  return {
    text: message.content ?? '',
    calls: (message.tool_calls ?? []).flatMap((call) =>
      call.type === 'function'
        ? [{ id: call.id, name: call.function.name, args: JSON.parse(call.function.arguments) as unknown }]
        : [],
    ),
    usage: { input: usage?.prompt_tokens ?? 0, output: usage?.completion_tokens ?? 0 },
  };
};

const byAnthropic: Ask = async ({ model }, url, streamed) => {
  const { messages } = new Anthropic({ baseURL: url, apiKey, maxRetries: 0 });
  const asked = { model, max_tokens: 1_000, messages: [{ role: 'user' as const, content }] };
  const answer = streamed ? await messages.stream(asked).finalMessage() : await messages.create(asked);
  return {
    text: answer.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    calls: answer.content.flatMap((block) =>
      block.type === 'tool_use' ? [{ id: block.id, name: block.name, args: block.input }] : [],
    ),
    usage: { input: answer.usage.input_tokens, output: answer.usage.output_tokens },
  };
};

const byGemini: Ask = async ({ model }, url, streamed) => {
  const { models } = new GoogleGenAI({ apiKey, apiVersion: 'v1beta', httpOptions: { baseUrl: url } });
  const asked = { model, contents: content };
  const events: GenerateContentResponse[] = [];
  if (!streamed) events.push(await models.generateContent(asked));
  else for await (const event of await models.generateContentStream(asked)) events.push(event);
  const parts = events.flatMap((event) => event.candidates?.[0]?.content?.parts ?? []);
  const counted = events.at(-1)?.usageMetadata;
  return {
    text: parts.map(({ text }) => text ?? '').join(''),
    calls: parts.flatMap(({ functionCall: call }) =>
      call === undefined
        ? []
        : [{ ...(call.id === undefined ? {} : { id: call.id }), name: String(call.name), args: call.args }],
    ),
    usage: { input: counted?.promptTokenCount ?? 0, output: counted?.candidatesTokenCount ?? 0 },
  };
};

const byOllama: Ask = async ({ model }, host, streamed) => {
  const client = new Ollama({ host });
  const asked = { model, messages: [{ role: 'user', content }] };
  const lines = [];
  if (!streamed) lines.push(await client.chat(asked));
  else for await (const line of await client.chat({ ...asked, stream: true })) lines.push(line);
  const end = lines.at(-1);
  return {
    text: lines.map(({ message }) => message.content).join(''),
    calls: lines
      .flatMap(({ message }) => message.tool_calls ?? [])
      .map(({ function: { name, arguments: args } }) => ({ name, args })),
    usage: { input: end?.prompt_eval_count ?? 0, output: end?.eval_count ?? 0 },
  };
};

const asks: Record<Format, Ask> = {
  openai: byOpenAI,
  anthropic: byAnthropic,
  gemini: byGemini,
  ollama: byOllama,
};

export const askBySdk: Ask = (as, ...rest) => asks[as.format](as, ...rest);
