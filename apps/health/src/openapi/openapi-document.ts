import type { Type } from '@nestjs/common';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import { routesOf, type HttpRoute } from './http-routes.js';
import { routeAnswers, type RouteAnswer } from './route-answers.js';

const Problem = z
  .looseObject({
    error: z.looseObject({
      code: z.string(),
      message: z.string(),
      problems: z.array(z.string()).optional(),
    }),
  })
  .meta({ id: 'Problem', description: 'What is wrong, and how it is mended' });

/** A write is for whoever shows the token. */
const token = 'token';

/** @throws Error for a route of which nobody has said what it answers */
export function openApiDocument(controllers: readonly Type[]): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routesOf(controllers)) {
    const name = `${route.method.toUpperCase()} ${route.path}`;
    const answer = routeAnswers[name];
    if (answer === undefined) throw new Error(`openapi/route-answers.ts does not say what '${name}' answers`);
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route, answer) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Understudy health',
      version: '1',
      description: 'Provider health, alerts, look-up and administration of one fleet of routers.',
    },
    paths: paths,
    components: {
      securitySchemes: {
        [token]: {
          type: 'http',
          scheme: 'bearer',
          description: 'ADMIN_TOKEN. With none set, writes are answered to the same machine alone.',
        },
      },
    },
  });
}

function operation(route: HttpRoute, { summary, answer, also = [] }: RouteAnswer): ZodOpenApiOperationObject {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  const path = z.object(Object.fromEntries(names.map((name) => [name, z.string()])));
  const answered = { description: summary, ...contentOf(answer) };
  return {
    summary,
    requestParams: {
      ...(names.length === 0 ? {} : { path }),
      ...(route.query === null ? {} : { query: route.query }),
    },
    ...(route.body === null
      ? {}
      : { requestBody: { content: { 'application/json': { schema: route.body } } } }),
    responses: {
      ...Object.fromEntries([route.status, ...also].map((status) => [String(status), answered])),
      default: { description: 'It could not be done', content: { 'application/json': { schema: Problem } } },
    },
    ...(route.method === 'get' ? {} : { security: [{ [token]: [] }] }),
  };
}

function contentOf(answer: RouteAnswer['answer']) {
  if (answer === null) return {};
  if (typeof answer === 'string') return { content: { [answer]: {} } };
  return { content: { 'application/json': { schema: answer } } };
}
