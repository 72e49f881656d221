import { answerText, type Wire } from './wire.js';

const answer = (text: string, finishReason?: string): object => ({
  candidates: [
    {
      content: { parts: [{ text }], role: 'model' },
      ...(finishReason === undefined ? {} : { finishReason }),
      index: 0,
    },
  ],
  usageMetadata: {
    promptTokenCount: 484,
    candidatesTokenCount: 48,
    totalTokenCount: 532,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: 484 }],
  },
  modelVersion: 'gemini-2.5-flash',
  responseId: 'k3ogaYqNJ5-Zvr0PiMyV8Qc',
});

const event = (data: object): string => `data: ${JSON.stringify(data)}\r\n\r\n`;

export const geminiWire: Wire = {
  serves: (path) => path.startsWith('/v1beta/models/'),
  headers: {
    vary: 'Origin, X-Origin, Referer',
    server: 'scaffolding on HTTPServer2',
    'x-xss-protection': '0',
  },
  // Google's servers print their JSON so.
  whole: `${JSON.stringify(answer(answerText, 'STOP'), null, 2)}\n`,
  streamType: 'text/event-stream',
  opening: '',
  token: (text) => event(answer(text)),
  closing: event(answer('', 'STOP')),
};
