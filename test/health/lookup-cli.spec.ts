import { describe, expect, it } from '@jest/globals';
import { understudyAt } from '../router/understudy.js';
import { answerOf, attemptMessage, attemptOf, eventually, failureOf, terminalMessage } from './lookup-log.js';
import { useHealth } from './use-health.js';

const health = useHealth();
const { log } = health.stack;

describe('the CLI of look-up', () => {
  it('lists requests and costs, as a table and as JSON', async () => {
    const replica = await health.start();
    const { url } = replica;
    expect(await understudyAt(url, 'requests')).toBe('No request that ended is like that.\n');
    await log.sendTo('attempts', [attemptMessage(attemptOf({ custom_id: 'r1', cost_usd: 0.5 }))]);
    await log.sendTo('responses', [terminalMessage(answerOf('acme', 'r1'))]);
    await log.sendTo('failures', [terminalMessage(failureOf('globex', 'r2'))]);
    await eventually(replica, '/v1/requests', ({ requests }) => requests.length === 2);
    await eventually(replica, '/v1/costs', ({ costs }) => costs.length === 1);

    const list = await understudyAt(url, 'requests');
    expect(list).toMatch(/^FINISHED +ORG +REQUEST +OUTCOME +BY /);
    expect(list).toMatch(/ acme +r1 +answered +gemini\/flash /);
    expect(list).toMatch(/ globex +r2 +failed +nobody /);
    expect(await understudyAt(url, 'requests', '--limit', '1')).toMatch(
      /There are more: --before \S+ goes on\./,
    );
    const json = JSON.parse(await understudyAt(url, 'requests', '--org', 'acme', '--json')) as object;
    expect(json).toMatchObject({ requests: [{ custom_id: 'r1' }], next: null });
    expect(await understudyAt(url, 'costs', '--by', 'model')).toMatch(/^openai\/gpt-4o +1 +1 +\$0\.500000$/m);
    await expect(understudyAt(url, 'requests', 'acme')).rejects.toThrow('Name the request too');
    await expect(understudyAt(url, 'requests', '--class', 'x')).rejects.toThrow(/understudy: class: /);
  });

  it('E7 lists handoffs, and takes one', async () => {
    const replica = await health.start();
    const { url } = replica;
    await log.sendTo('failures', [terminalMessage(failureOf('human', 'r 1'))]);
    await eventually(replica, '/v1/handoffs?org=human', ({ handoffs }) => handoffs.length === 1);
    expect(await understudyAt(url, 'handoffs', '--org', 'human')).toMatch(
      / human +r 1 +all_providers_failed +nobody yet +sorry$/m,
    );
    expect(await understudyAt(url, 'handoffs', 'take', 'human', 'r 1', '--by', 'Ada')).toBe(
      'Ada has taken over human/r 1.\n',
    );
    expect(await understudyAt(url, 'handoffs', '--org', 'human')).toMatch(/nobody waits for a person/);
    await expect(understudyAt(url, 'handoffs', 'take', 'human', 'r 1', '--by', 'Bob')).rejects.toThrow(
      'Ada took it at',
    );
  });
});
