import { Catch, HttpException, HttpStatus, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Readiness } from '#service';
import type { Logger } from 'pino';

/** The part of a Fastify reply that is needed here. */
interface Reply {
  status(code: number): Reply;
  send(body: unknown): unknown;
}

const codes: Readonly<Record<number, string>> = {
  [HttpStatus.BAD_REQUEST]: 'bad_request',
  [HttpStatus.UNAUTHORIZED]: 'unauthorized',
  [HttpStatus.FORBIDDEN]: 'forbidden',
  [HttpStatus.NOT_FOUND]: 'not_found',
  [HttpStatus.CONFLICT]: 'conflict',
  [HttpStatus.GONE]: 'gone',
  [HttpStatus.SERVICE_UNAVAILABLE]: 'unavailable',
};

/** Every error as `{error: {code, message}}`; a body that a controller made itself goes out as it is. */
@Catch()
export class JsonErrors implements ExceptionFilter {
  constructor(
    private readonly readiness: Readiness,
    private readonly logger: Logger,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<Reply>();
    if (thrown instanceof HttpException) {
      const body = thrown.getResponse();
      const own = typeof body === 'object' && !('statusCode' in body);
      const status = thrown.getStatus();
      reply.status(status).send(own ? body : errorBody(codes[status] ?? 'error', thrown.message));
      return;
    }
    const missing = Object.values(this.readiness.missing());
    if (missing.length > 0) {
      reply.status(HttpStatus.SERVICE_UNAVAILABLE).send(errorBody('unavailable', missing.join('; ')));
      return;
    }
    this.logger.error({ err: thrown }, 'A request over HTTP failed');
    reply.status(HttpStatus.INTERNAL_SERVER_ERROR).send(errorBody('internal', 'internal error'));
  }
}

const errorBody = (code: string, message: string): object => ({ error: { code, message } });
