import { describe, expect, it } from '@jest/globals';
import { ForbiddenException, UnauthorizedException, type ExecutionContext } from '@nestjs/common';
import { pino } from 'pino';
import { AdminGuard } from './admin.guard.js';

interface Asked {
  readonly method?: string;
  readonly remoteAddress?: string;
  readonly headers?: Record<string, string>;
}

/** What came of a write: let through, or what it was told. */
function ask(
  token: string | null,
  { method = 'POST', remoteAddress = '127.0.0.1', headers = {} }: Asked = {},
) {
  const replied: Record<string, string> = {};
  const lines: string[] = [];
  const request = {
    method,
    url: '/v1/preferences',
    headers: { host: 'localhost:8090', ...headers },
    raw: { socket: { remoteAddress } },
  };
  const context = {
    switchToHttp: () => ({
      getRequest: () => request,
      getResponse: () => ({ header: (name: string, value: string) => (replied[name] = value) }),
    }),
  } as unknown as ExecutionContext;
  const guard = new AdminGuard(token, pino({}, { write: (line: string) => void lines.push(line) }));
  try {
    return { through: guard.canActivate(context), error: null, replied, lines };
  } catch (error) {
    return { through: false, error: error as Error, replied, lines };
  }
}

const bearer = (token: string): Asked => ({ headers: { authorization: `Bearer ${token}` } });

describe('a write with a token set', () => {
  it.each([
    ['Bearer s3cret', '10.0.0.7'],
    ['bearer  s3cret', '127.0.0.1'],
  ])('is answered to whoever shows it (%s)', (authorization, remoteAddress) => {
    expect(ask('s3cret', { remoteAddress, headers: { authorization } }).through).toBe(true);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('is a 401 without one, on loopback too: %s', (method) => {
    const { error, replied } = ask('s3cret', { method });
    expect(error).toBeInstanceOf(UnauthorizedException);
    expect(error!.message).toContain('Authorization: Bearer');
    expect(replied).toEqual({ 'www-authenticate': 'Bearer' });
  });

  it.each(['s3cre', 's3cret2', 'S3CRET', ''])('is a 401 with another one: %j', (token) => {
    expect(ask('s3cret', bearer(token)).error).toBeInstanceOf(UnauthorizedException);
  });

  it('leaves no word of what was shown', () => {
    const { lines, error } = ask('s3cret', bearer('wr0ng'));
    expect(lines).toHaveLength(1);
    expect(JSON.stringify([lines, error!.message])).not.toMatch(/wr0ng|s3cret/);
  });
});

describe('a write with no token set', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])('is answered to %s', (remoteAddress) => {
    expect(ask(null, { remoteAddress }).through).toBe(true);
  });

  it.each(['10.0.0.7', '::ffff:10.0.0.7', 'fe80::1', '128.0.0.1', ''])('is a 403 for %j', (remoteAddress) => {
    const { error } = ask(null, { remoteAddress, headers: { 'x-forwarded-for': '127.0.0.1' } });
    expect(error).toBeInstanceOf(ForbiddenException);
    expect(error!.message).toContain('set ADMIN_TOKEN');
  });

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:3000' },
    { origin: 'http://evil.example:8090', host: 'evil.example:8090' },
  ])('is a 403 for a web page of another site: %j', (headers) => {
    expect(ask(null, { headers }).error).toBeInstanceOf(ForbiddenException);
  });

  it.each([
    { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:8090' },
    { origin: 'http://127.0.0.1:8090', host: '127.0.0.1:8090' },
    { origin: 'http://[::1]:8090', host: '[::1]:8090' },
  ])('is answered to a page of ours: %j', (headers) => {
    expect(ask(null, { headers }).through).toBe(true);
  });
});

describe('a read', () => {
  it.each(['GET', 'HEAD'])('is open to all: %s', (method) => {
    expect(ask('s3cret', { method, remoteAddress: '10.0.0.7' }).through).toBe(true);
    expect(ask(null, { method, remoteAddress: '10.0.0.7' }).through).toBe(true);
  });
});
