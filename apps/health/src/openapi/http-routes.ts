import { HttpStatus, RequestMethod, type Type } from '@nestjs/common';
import {
  HTTP_CODE_METADATA,
  METHOD_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { z } from 'zod';
import { BodyPipe } from '../http/body.pipe.js';
import { QueryPipe } from '../http/query.pipe.js';

/** One address of the service and one method, as its controller's decorators say them. */
export interface HttpRoute {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** `/v1/requests/:org/:custom_id`. */
  readonly path: string;
  readonly status: number;
  readonly query: z.ZodObject | null;
  readonly body: z.ZodType | null;
}

interface Argument {
  readonly pipes: readonly unknown[];
}

export const routesOf = (controllers: readonly Type[]): HttpRoute[] =>
  controllers.flatMap((controller) =>
    Object.getOwnPropertyNames(controller.prototype)
      .map((handler) => routeOf(controller, handler))
      .filter((route) => route !== null),
  );

/** Null for a method that answers no HTTP. */
function routeOf(controller: Type, handler: string): HttpRoute | null {
  const target = (controller.prototype as Record<string, object>)[handler]!;
  const verb = Reflect.getMetadata(METHOD_METADATA, target) as RequestMethod | undefined;
  if (verb === undefined) return null;
  const method = RequestMethod[verb].toLowerCase() as HttpRoute['method'];
  const parts = [controller, target].map((of) => Reflect.getMetadata(PATH_METADATA, of) as string);
  const usual = method === 'post' ? HttpStatus.CREATED : HttpStatus.OK;
  return {
    method,
    path: `/${parts
      .flatMap((part) => part.split('/'))
      .filter(Boolean)
      .join('/')}`,
    status: (Reflect.getMetadata(HTTP_CODE_METADATA, target) as number | undefined) ?? usual,
    query: schemaOf(controller, handler, RouteParamtypes.QUERY) as z.ZodObject | null,
    body: schemaOf(controller, handler, RouteParamtypes.BODY),
  };
}

/** What the argument is checked against before the handler sees it. */
function schemaOf(controller: Type, handler: string, kind: RouteParamtypes): z.ZodType | null {
  const all = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) ?? {}) as Record<
    string,
    Argument
  >;
  const pipes = Object.entries(all)
    .filter(([key]) => key.startsWith(`${kind}:`))
    .flatMap(([, { pipes }]) => pipes);
  const pipe = pipes.find((each) => each instanceof BodyPipe || each instanceof QueryPipe);
  return pipe?.schema ?? null;
}
