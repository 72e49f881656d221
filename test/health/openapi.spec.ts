import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { routeAnswers } from '../../apps/health/src/openapi/route-answers.js';
import { answerOf, attemptMessage, attemptOf, eventually, failureOf, terminalMessage } from './lookup-log.js';
import { useHealth, type Answer, type Replica } from './use-health.js';

const health = useHealth();
const { log } = health.stack;

/** Refuses, with the reason, an answer that is not as the document says. */
function checkerOf(document: object) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'openapi');
  return (method: string, path: string, { status, body }: Answer): void => {
    const place = [
      'paths',
      path,
      method,
      'responses',
      String(status),
      'content',
      'application/json',
      'schema',
    ];
    const pointer = place.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    const validate = ajv.compile({ $ref: `openapi#/${encodeURI(pointer)}` });
    validate(body);
    expect({ path, errors: validate.errors }).toEqual({ path, errors: null });
  };
}

async function fill(replica: Replica): Promise<void> {
  const request = { org: 'acme', custom_id: 'r1' };
  await log.sendTo('attempts', [
    attemptMessage(attemptOf({ ...request, session: 's' })),
    attemptMessage(attemptOf({ ...request, outcome: 'cancelled' })),
  ]);
  await log.sendTo('responses', [terminalMessage(answerOf('acme', 'r1'))]);
  await log.sendTo('failures', [terminalMessage(failureOf('acme', 'r2'))]);
  await eventually(replica, '/v1/requests', ({ requests }) => requests.length === 2);
  await eventually(replica, '/v1/costs', ({ costs }) => costs.length === 1);
}

describe('the OpenAPI document', () => {
  it('names every route, and nothing else', async () => {
    const { get } = await health.start();
    const { status, body } = await get('/v1/openapi.json');
    expect(status).toBe(200);
    expect(body.openapi).toBe('3.1.0');
    const documented = Object.entries(body.paths as Record<string, object>).flatMap(([path, operations]) =>
      Object.keys(operations).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
    );
    expect(documented.toSorted()).toEqual(Object.keys(routeAnswers).toSorted());
    const { links } = (await get('/v1')).body as { links: string[] };
    expect(documented).toEqual(expect.arrayContaining(links.map((link) => `GET ${link}`)));
  });

  it('says what may be asked, and who may write', async () => {
    const { get } = await health.start();
    const { paths } = (await get('/v1/openapi.json')).body;
    const { parameters } = paths['/v1/requests'].get as { parameters: { name: string }[] };
    expect(parameters.map(({ name }) => name).toSorted()).toEqual([
      'before',
      'class',
      'limit',
      'org',
      'outcome',
      'provider',
      'since',
      'until',
    ]);
    const { put } = paths['/v1/organizations/{org}'];
    expect(put.security).toEqual([{ token: [] }]);
    expect(put.requestBody.content['application/json'].schema).toMatchObject({
      required: ['name'],
      additionalProperties: false,
    });
    expect(paths['/v1/requests'].get.security).toBeUndefined();
  });

  it('holds for what is answered', async () => {
    const replica = await health.start();
    const check = checkerOf((await replica.get('/v1/openapi.json')).body as object);
    await fill(replica);
    const put = await replica.put('/v1/organizations/acme', { name: 'Acme' });
    check('put', '/v1/organizations/{org}', put);
    check('post', '/v1/providers/{provider}/force', await replica.post('/v1/providers/openai/force', {}));
    check('delete', '/v1/preferences', await replica.delete('/v1/preferences'));
    const taken = await replica.post('/v1/handoffs/acme/r2/take', { by: 'Ada' });
    check('post', '/v1/handoffs/{org}/{custom_id}/take', taken);
    check('delete', '/v1/requests/{org}/{custom_id}', await replica.delete('/v1/requests/acme/r9'));

    for (const [path, query = ''] of [
      ['/live'],
      ['/ready'],
      ['/v1'],
      ['/v1/status'],
      ['/v1/alerts'],
      ['/v1/silences'],
      ['/v1/organizations'],
      ['/v1/requests'],
      ['/v1/costs', '?group_by=session'],
      ['/v1/costs', '?group_by=model&limit=1'],
      ['/v1/flows'],
      ['/v1/handoffs', '?state=taken'],
      ['/v1/audit'],
    ] as const) {
      const answer = await replica.get(`${path}${query}`);
      expect(answer.status).toBe(200);
      check('get', path, answer);
    }
    expect((await replica.get('/v1/audit')).body.entries).toMatchObject([
      { action: 'DELETE /v1/requests/:org/:custom_id', org: 'acme', after: { type: 'cancel' } },
      { action: 'POST /v1/handoffs/:org/:custom_id/take' },
      { action: 'DELETE /v1/preferences', org: null },
      { action: 'POST /v1/providers/:provider/force', target: '/v1/providers/openai/force' },
      { action: 'PUT /v1/organizations/:org', before: null, after: { org: 'acme', name: 'Acme' } },
    ]);
  });
});
