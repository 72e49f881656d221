import { counted, refused } from './replies.fixture.js';
import { asking, call, conformanceCase, say, sayAndCall, weatherIn, weatherTool } from './say.fixture.js';

const inItsText = { reason: 'refuses in its text' };
const oslo = weatherIn('Oslo', 'call_oslo');
const bergen = weatherIn('Bergen', 'call_bergen');
const tools = [weatherTool];
const longText = 'Grüße 👋 from the other side, in several pieces.';
const askWeather = { messages: [asking('How is the weather?')], tools };

/** What providers say, and what becomes of it. Everywhere the text, the calls and the tokens are compared too. */
export const answerCases = [
  conformanceCase('a text', {}),
  conformanceCase('a text, streamed', { streamed: true, reaction: say(longText) }),
  conformanceCase('a tool call', { asks: askWeather, reaction: call(oslo) }),
  conformanceCase('parallel tool calls', { asks: askWeather, reaction: call(oslo, bergen) }),
  conformanceCase('a tool call behind a text', { asks: askWeather, reaction: sayAndCall('Wait.', oslo) }),
  conformanceCase('a tool call without arguments', {
    asks: askWeather,
    reaction: call({ id: 'call_now', name: 'now', args: {} }),
  }),
  conformanceCase('a tool call, streamed', { asks: askWeather, streamed: true, reaction: call(oslo) }),
  conformanceCase('parallel tool calls, streamed', {
    asks: askWeather,
    streamed: true,
    reaction: call(oslo, bergen),
  }),
  conformanceCase('cut at its limit', { reaction: say('Hel', 'length') }),
  conformanceCase('cut at its limit, streamed', { streamed: true, reaction: say('Hel', 'length') }),
  conformanceCase('withheld', {
    reaction: say('I', 'content_filter'),
    becomes: { failure: { class: 'content_filter', status: 200 } },
    cannot: { ollama: { reason: 'no content filter' } },
  }),
  conformanceCase('withheld, streamed', {
    streamed: true,
    reaction: say('I', 'content_filter'),
    becomes: { failure: { class: 'content_filter', status: 200 } },
    cannot: { ollama: { reason: 'no content filter' } },
  }),
  conformanceCase('a refusal', {
    reaction: { does: 'send', replies: refused() },
    becomes: { answer: { choices: [{ message: { content: null, refusal: 'I cannot help with that.' } }] } },
    cannot: { anthropic: inItsText, gemini: inItsText, ollama: inItsText },
  }),
  conformanceCase('cached and reasoning tokens', {
    reaction: { does: 'send', replies: counted() },
    becomes: {
      answer: {
        usage: {
          prompt_tokens: 16,
          completion_tokens: 23,
          prompt_tokens_details: { cached_tokens: 5 },
          completion_tokens_details: { reasoning_tokens: 20 },
        },
      },
    },
    cannot: { ollama: { reason: 'counts neither cached nor reasoning tokens' } },
  }),
  conformanceCase('embeddings', {
    asks: { input: ['one', 'two'] },
    reaction: {
      does: 'embed',
      vectors: [
        [0.25, -0.5],
        [0.25, -0.5],
      ],
    },
    reaches: {
      openai: { input: ['one', 'two'] },
      gemini: {
        requests: [{ content: { parts: [{ text: 'one' }] } }, { content: { parts: [{ text: 'two' }] } }],
      },
      ollama: { input: ['one', 'two'] },
    },
    cannot: { anthropic: { reason: 'no embeddings', failure: 'model_not_found' } },
  }),
];
