import type { Answer } from './answerer.js';
import { epochMs } from './epoch-ms.js';
import { pace } from './stream-pace.js';

/** Streams whose tokens are the times at which they are written. Their gaps are the same; no two streams are in step. */
export function answeringInTokens(): Answer {
  let begun = 0;
  return ({ streamType, headers, opening, token, closing }, response) => {
    response.writeHead(200, { 'content-type': streamType, ...headers });
    response.flushHeaders();
    if (opening !== '') response.write(opening);
    const phase = ((begun % pace.streams) / pace.streams) * pace.gap;
    begun += 1;
    let said = 0;
    const say = (): void => {
      if (said === pace.tokens) return void response.end(closing);
      said += 1;
      setTimeout(say, pace.gap);
      response.write(token(epochMs().toFixed(3)));
    };
    setTimeout(say, pace.settling + phase);
  };
}
