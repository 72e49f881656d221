import type { ServerResponse } from 'node:http';
import { anthropicWire } from './simulated-anthropic.js';
import type { Behaviour } from './simulated-behaviour.js';
import type { SimulatedCall } from './simulated-call.js';
import { geminiWire } from './simulated-gemini.js';
import { ollamaWire } from './simulated-ollama.js';
import { openaiWire } from './simulated-openai.js';
import type { Reply, WireFormat } from './simulated-wire.js';

const wires: Record<SimulatedCall['format'], WireFormat> = {
  openai: openaiWire,
  anthropic: anthropicWire,
  gemini: geminiWire,
  ollama: ollamaWire,
};

const defaultText = (call: SimulatedCall): string =>
  `(simulated) ${call.model} answered; no model was called. Configure a provider to get a true answer.`;

export function send(response: ServerResponse, { status, headers, pieces }: Reply): void {
  response.writeHead(status, { ...headers });
  for (const piece of pieces.slice(0, -1)) response.write(piece);
  response.end(pieces.at(-1));
}

/** The head and the first half of an answer that promises the whole. */
function sendHalf(response: ServerResponse, { headers, pieces }: Reply, sent = (): void => undefined): void {
  const body = pieces.join('');
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.write(body.slice(0, body.length / 2), sent);
}

const trickleEveryMs = 100;

function trickle(response: ServerResponse, { status, headers, pieces }: Reply, afterPieces: number): void {
  response.writeHead(status, { ...headers });
  response.write(pieces.slice(0, afterPieces).join(''));
  const bytes = Buffer.from(pieces.slice(afterPieces).join(''));
  let sent = 0;
  const timer = setInterval(() => {
    if (sent === bytes.length) response.end();
    else response.write(bytes.subarray(sent, (sent += 1)));
  }, trickleEveryMs);
  response.once('close', () => clearInterval(timer));
}

/** Does to a call what it is to suffer. */
export function behave(call: SimulatedCall, behaviour: Behaviour, response: ServerResponse): void {
  const wire = wires[call.format];
  const answer = (): Reply => wire.answer(call, defaultText(call));
  const reset = (): void => void response.socket?.resetAndDestroy();
  switch (behaviour.kind) {
    case 'answer': {
      const reply = wire.answer(call, behaviour.text ?? defaultText(call));
      if (behaviour.after !== undefined) {
        void behaviour.after.then(() => send(response, reply));
        return;
      }
      if (behaviour.afterMs === undefined) return send(response, reply);
      const timer = setTimeout(send, behaviour.afterMs, response, reply);
      response.once('close', () => clearTimeout(timer));
      return;
    }
    case 'hang':
      return;
    case 'reset':
      if (behaviour.when === 'after-headers') return sendHalf(response, answer(), reset);
      return reset();
    case 'stall':
      return sendHalf(response, answer());
    case 'trickle':
      return trickle(response, answer(), behaviour.afterPieces);
    case 'truncated': {
      const { status, headers, pieces } = answer();
      return send(response, { status, headers, pieces: [pieces[0]!.slice(0, pieces[0]!.length / 2)] });
    }
    case 'garbage':
      return send(response, {
        status: 200,
        headers: { 'content-type': 'text/html' },
        pieces: ['<!DOCTYPE html><html><head><title>Welcome</title></head><body>It works!</body></html>'],
      });
    case 'error-in-200':
      return send(response, wire.errorIn200(call));
    case 'empty':
      return send(response, { status: 200, headers: { 'content-type': 'application/json' }, pieces: [''] });
    case 'verbatim':
      return send(response, {
        status: behaviour.status,
        headers: behaviour.headers ?? {},
        pieces: [behaviour.body],
      });
    case 'rate-limited':
    case 'quota':
    case 'auth':
    case 'unavailable':
    case 'server-error':
    case 'overloaded':
    case 'model-not-found':
    case 'context-length':
    case 'content-filter':
    case 'bad-request':
      return send(response, wire.refuse(call, behaviour));
  }
}
