import { describe, expect, it } from '@jest/globals';
import { WholeResponse } from './whole-response.js';

const text = '{"said":"Grüße 👋"}';
const init = { status: 201, headers: new Headers({ 'X-Request-Id': 'req_1' }) };

describe('a response that is whole', () => {
  it('is like a `Response` of the same text', async () => {
    const [ours, true_] = [new WholeResponse(text, init), new Response(text, init)];
    expect(await ours.text()).toBe(await true_.clone().text());
    expect(await ours.json()).toEqual(await true_.clone().json());
    expect(ours.headers.get('x-request-id')).toBe('req_1');
    const { ok, status, statusText, type, url, redirected, bodyUsed } = true_;
    expect(ours).toMatchObject({ ok, status, statusText, type, url, redirected, bodyUsed });
  });

  it('gives its bytes to who reads its body', async () => {
    const response = new WholeResponse(text, init);
    expect(response.body).not.toBeNull();
    expect(await new Response(response.body).text()).toBe(text);
    expect(response.bodyUsed).toBe(true);
  });

  it.each([199, 300, 404, 503])('is not ok with status %d', (status) => {
    expect(new WholeResponse(text, { ...init, status }).ok).toBe(false);
  });

  it('rejects, and does not throw, where its text is not JSON', async () => {
    await expect(new WholeResponse('<html>', init).json()).rejects.toThrow('JSON');
  });
});
