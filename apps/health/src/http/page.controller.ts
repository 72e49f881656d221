import { extname } from 'node:path';
import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import { BuiltPage } from './built-page.js';

/** The part of a Fastify reply that is needed here. */
interface Reply {
  headers(values: Readonly<Record<string, string>>): unknown;
}

/** What the build writes. */
const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page takes everything from this address, and nobody may frame it. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const notBuilt = `The status page is not built here: run \`npm run build\`, then load this address again.
What it shows is JSON at /v1/status, /v1/alerts and /v1/requests; /v1 lists the rest.
`;

@Controller()
export class PageController {
  constructor(private readonly built: BuiltPage) {}

  @Get()
  async page(@Res({ passthrough: true }) reply: Reply): Promise<string> {
    const page = await this.built.page();
    reply.headers({
      'content-type': `text/${page === null ? 'plain' : 'html'}; charset=utf-8`,
      'content-security-policy': contentSecurityPolicy,
      // It names its assets by their content: an old page would ask for what a new build no longer has.
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    return page ?? notBuilt;
  }

  @Get('assets/:name')
  async asset(@Param('name') name: string, @Res({ passthrough: true }) reply: Reply): Promise<Buffer> {
    const type = types[extname(name)];
    const asset = await this.built.asset(name);
    if (type === undefined || asset === null) throw new NotFoundException(`the page has no '${name}'`);
    reply.headers({
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    return asset;
  }
}
