import { anthropicHello, asked, geminiHello, hello } from './asked.fixture.js';
import type { ConformanceCase } from './conformance-case.fixture.js';
import { asking } from './say.fixture.js';

const png = 'iVBORw0KGgo=';
const instructed = (role: 'system' | 'developer'): ConformanceCase =>
  asked(
    `a ${role} message`,
    { messages: [{ role, content: 'Be brief.' }, hello] },
    {
      anthropic: { system: 'Be brief.', messages: [anthropicHello] },
      gemini: { systemInstruction: { parts: [{ text: 'Be brief.' }] }, contents: [geminiHello] },
      ollama: {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Hello' },
        ],
      },
    },
  );

/** Who said what, in each provider's own terms. */
export const conversationCases: readonly ConformanceCase[] = [
  instructed('system'),
  instructed('developer'),
  asked(
    'many turns',
    { messages: [hello, { role: 'assistant', content: 'Hi.' }, asking('And now?')] },
    {
      anthropic: {
        messages: [
          anthropicHello,
          { role: 'assistant', content: [{ type: 'text', text: 'Hi.' }] },
          { role: 'user', content: [{ type: 'text', text: 'And now?' }] },
        ],
      },
      gemini: {
        contents: [
          geminiHello,
          { role: 'model', parts: [{ text: 'Hi.' }] },
          { role: 'user', parts: [{ text: 'And now?' }] },
        ],
      },
      ollama: {
        messages: [
          { role: 'user', content: 'Hello' },
          { role: 'assistant', content: 'Hi.' },
          { role: 'user', content: 'And now?' },
        ],
      },
    },
  ),
  asked(
    'an image',
    {
      messages: [
        asking([
          { type: 'text', text: 'What is it?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } },
        ]),
      ],
    },
    {
      anthropic: {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is it?' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } },
            ],
          },
        ],
      },
      gemini: {
        contents: [
          {
            role: 'user',
            parts: [{ text: 'What is it?' }, { inlineData: { mimeType: 'image/png', data: png } }],
          },
        ],
      },
      ollama: { messages: [{ role: 'user', content: 'What is it?', images: [png] }] },
    },
  ),
];
