import { answerWhole, type Answer } from '../providers/answerer.js';

/** What a path asks of the provider before `/v1`: to answer after so many ms, or to refuse. */
export const answeringAfter = (ms: number): string => `/after/${ms}`;
export const refusing = '/refuse';

const refusal = JSON.stringify({ error: { message: 'Overloaded', type: 'server_error', code: null } });

/** Answers as the path says, so that one provider serves every case, and the same one all who compete in it. */
export const answerAsAsked: Answer = (wire, response) => {
  const path = response.req.url!;
  if (path.startsWith(refusing)) {
    response.writeHead(503, { 'content-type': 'application/json' }).end(refusal);
    return;
  }
  const ms = Number(/^\/after\/(\d+)\//.exec(path)?.[1] ?? 0);
  if (ms === 0) answerWhole(wire, response);
  else setTimeout(answerWhole, ms, wire, response);
};
