import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import {
  ForbiddenException,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Logger } from 'pino';

/** The parts of Fastify's request and reply that are needed here. */
interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly raw: { readonly socket: { readonly remoteAddress?: string | undefined } };
}
interface Reply {
  header(name: string, value: string): unknown;
}

/**
 * Reads are open to all; writes are for whoever shows the token. With no token set they are for this machine alone, and
 * there not for web pages of others, which could otherwise write through the browser of whoever looks at them.
 */
export class AdminGuard implements CanActivate {
  private readonly wanted: Buffer | null;

  constructor(
    token: string | null,
    private readonly logger: Logger,
  ) {
    this.wanted = token === null ? null : digest(token);
  }

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    if (request.method === 'GET' || request.method === 'HEAD') return true;
    try {
      if (this.wanted !== null) requireToken(request, this.wanted);
      else requireThisMachine(request);
    } catch (error) {
      if (error instanceof UnauthorizedException)
        http.getResponse<Reply>().header('www-authenticate', 'Bearer');
      const { method, url, raw } = request;
      this.logger.warn({ remote: raw.socket.remoteAddress, method, url }, 'A write over HTTP was refused');
      throw error;
    }
    return true;
  }
}

function requireToken({ headers }: Request, wanted: Buffer): void {
  const [, given] = /^Bearer +(.+)$/i.exec(String(headers['authorization'] ?? '')) ?? [];
  if (given === undefined)
    throw new UnauthorizedException('writes need the header `Authorization: Bearer <ADMIN_TOKEN>`');
  if (!timingSafeEqual(digest(given.trim()), wanted))
    throw new UnauthorizedException(
      'the token in the header `Authorization: Bearer <ADMIN_TOKEN>` is not the one that ADMIN_TOKEN holds here',
    );
}

function requireThisMachine({ headers, raw }: Request): void {
  if (!isLoopback(raw.socket.remoteAddress ?? ''))
    throw new ForbiddenException(
      'writes are answered to this machine alone: set ADMIN_TOKEN here, and send it as `Authorization: Bearer <ADMIN_TOKEN>`',
    );
  const { origin, host, 'sec-fetch-site': site } = headers;
  const isForeign =
    (site !== undefined && site !== 'same-origin') ||
    (origin !== undefined && !isOurOrigin(String(origin), String(host)));
  if (isForeign)
    throw new ForbiddenException(
      'writes from web pages of other sites are refused: set ADMIN_TOKEN here, and send it as `Authorization: Bearer <ADMIN_TOKEN>`',
    );
}

/** A foreign page may have a name that leads to this machine: same origin alone is not enough. */
function isOurOrigin(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  const name = url.hostname.replace(/^\[|\]$/g, '');
  return url.host === host && (name === 'localhost' || isLoopback(name));
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

function isLoopback(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && loopback.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** Of equal length whatever was given, so that they can be compared in constant time. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
