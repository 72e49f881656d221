import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { nestLogger } from './nest-logger.js';

export async function createHttpApp(module: DynamicModule, logger: Logger): Promise<NestFastifyApplication> {
  return NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger: nestLogger(logger),
    abortOnError: false,
    forceCloseConnections: true,
  });
}

/**
 * @param portVariable names the mend when the port is taken
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
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${httpPort} on ${httpHost} is taken: set ${portVariable} to a free one`, {
      cause: error,
    });
  }
}
