import type { ServerResponse } from 'node:http';
import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { nestLogger } from './nest-logger.js';

/** Names of 256 characters, each of up to 12 bytes in an address (`%F0%9F%98%80`). */
const longestParameter = 256 * 12;

/** What Fastify refuses before Nest sees it, an address that cannot be decoded for example, in the form of all errors. */
const refuse = (
  { statusCode = 400, message }: { readonly statusCode?: number; readonly message: string },
  _request: unknown,
  { raw }: { readonly raw: ServerResponse },
): void => {
  raw.writeHead(statusCode, { 'content-type': 'application/json; charset=utf-8' });
  raw.end(JSON.stringify({ error: { code: 'bad_request', message } }));
};

export async function createHttpApp(module: DynamicModule, logger: Logger): Promise<NestFastifyApplication> {
  const fastify = new FastifyAdapter({
    routerOptions: { maxParamLength: longestParameter },
    frameworkErrors: refuse,
  });
  fastify.getInstance().addHook('onRequest', (request, _reply, done) => {
    // Many clients name a type also where they send nothing, which would be refused as JSON that is none.
    if (request.headers['transfer-encoding'] === undefined && !Number(request.headers['content-length'])) {
      delete request.headers['content-type'];
    }
    done();
  });
  return NestFactory.create<NestFastifyApplication>(module, fastify, {
    logger: nestLogger(logger),
    abortOnError: false,
    forceCloseConnections: true,
  });
}

/**
 * @param portVariable names the mend when it is the port that cannot be had
 * @throws an error fit to be shown as it is
 */
export async function listen(
  app: NestFastifyApplication,
  { httpHost, httpPort }: { readonly httpHost: string; readonly httpPort: number },
  portVariable: string,
): Promise<void> {
  try {
    await app.listen(httpPort, httpHost);
  } catch (error) {
    const notOurs = `HTTP_HOST is '${httpHost}', which is no address of this machine: set it to one that is, such as 127.0.0.1, or to 0.0.0.0 for all`;
    const mends: Readonly<Record<string, string>> = {
      EADDRINUSE: `Port ${httpPort} on ${httpHost} is taken: set ${portVariable} to a free one`,
      EACCES: `Port ${httpPort} may be listened on by root alone: set ${portVariable} to one from 1024 on`,
      EADDRNOTAVAIL: notOurs,
      ENOTFOUND: notOurs,
      EAI_AGAIN: notOurs,
      EINVAL: notOurs,
    };
    const mend = mends[(error as NodeJS.ErrnoException).code ?? ''];
    throw mend === undefined ? error : new Error(mend, { cause: error });
  }
}
