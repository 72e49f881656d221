import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpException,
  HttpStatus,
  Inject,
  Ip,
  NotFoundException,
  Param,
  Put,
  Res,
} from '@nestjs/common';
import { Organization, OrganizationSettings } from '#contracts';
import {
  deleteOrganization,
  findOrganization,
  listOrganizations,
  saveOrganization,
  UnreadableOrganization,
} from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import { LiveRouting } from '../live-routing.js';
import { LOGGER } from '../tokens.js';
import { badBody, BodyPipe } from './body.pipe.js';
import { organizationProblems } from './organization-problems.js';

/** What `GET` shows can be put back as it is. */
const Saved = OrganizationSettings.extend({ org: z.string().optional() });
type Saved = z.infer<typeof Saved>;

/** The part of a Fastify reply that is needed here. */
interface Reply {
  status(code: number): unknown;
}

@Controller('v1/organizations')
export class OrganizationsController {
  constructor(
    private readonly pool: Pool,
    private readonly routing: LiveRouting,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get()
  async list(): Promise<{
    organizations: readonly Organization[];
    unreadable: readonly { org: string; problems: readonly string[] }[];
  }> {
    const { organizations, unreadable } = await listOrganizations(this.pool);
    return { organizations, unreadable: unreadable.map(({ org, problems }) => ({ org, problems })) };
  }

  @Get(':org')
  async show(@Param('org') org: string): Promise<Organization> {
    const found = isName(org) ? await findOrganization(this.pool, org).catch(tellUnreadable) : undefined;
    if (found === undefined) throw unknownOrganization(org);
    return found;
  }

  @Put(':org')
  async save(
    @Param('org') org: string,
    @Body(new BodyPipe(Saved)) { org: named = org, ...settings }: Saved,
    @Ip() remote: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Organization> {
    const problems = [
      ...(isName(org) ? [] : ['org: give a name of 1 to 256 characters, without a NUL']),
      ...(named === org ? [] : [`org: the address names '${org}', and the body '${named}'`]),
      ...organizationProblems(settings, this.routing.config),
    ];
    if (problems.length > 0) throw badBody(problems);
    const organization: Organization = { org, ...settings };
    const created = await saveOrganization(this.pool, organization);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK);
    this.logger.info({ remote, org }, `Organization ${org} was ${created ? 'created' : 'replaced'}`);
    return organization;
  }

  @Delete(':org')
  @HttpCode(HttpStatus.NO_CONTENT)
  async delete(@Param('org') org: string, @Ip() remote: string): Promise<void> {
    if (!isName(org) || !(await deleteOrganization(this.pool, org))) throw unknownOrganization(org);
    this.logger.info({ remote, org }, `Organization ${org} was deleted`);
  }
}

/** Postgres cannot even be asked for others. */
const isName = (org: string): boolean => Organization.shape.org.safeParse(org).success;

/** Its row can be mended by whoever asks: saving it anew is enough. */
function tellUnreadable(error: unknown): never {
  if (!(error instanceof UnreadableOrganization)) throw error;
  throw new HttpException(
    { error: { code: 'unreadable', message: error.message } },
    HttpStatus.INTERNAL_SERVER_ERROR,
  );
}

const unknownOrganization = (org: string): NotFoundException =>
  new NotFoundException(`there is no organization '${org}'`);
