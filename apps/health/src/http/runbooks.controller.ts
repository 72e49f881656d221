import { readFile } from 'node:fs/promises';
import { Controller, Get, Header, NotFoundException, Param } from '@nestjs/common';
import { alertNames } from '#contracts';

const pages: ReadonlyMap<string, string> = new Map(
  alertNames.map((name) => [`${name}.md`, `deploy/runbooks/${name}.md`]),
);

/** What to do on each alert: the pages that `runbook_url` points to. */
@Controller('runbooks')
export class RunbooksController {
  @Get(':page')
  @Header('content-type', 'text/plain; charset=utf-8')
  async page(@Param('page') page: string): Promise<string> {
    const file = pages.get(page);
    if (file === undefined)
      throw new NotFoundException(`there is no runbook '${page}'; known are ${[...pages.keys()].join(', ')}`);
    return readFile(file, 'utf8');
  }
}
