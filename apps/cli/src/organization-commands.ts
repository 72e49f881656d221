import type { Command } from 'commander';
import { AdminApi } from './admin-api.js';
import { describeOrganization, describeOrganizations } from './describe-organization.js';
import { readTextFile } from './read-text-file.js';
import { say, withApi, type ApiOptions } from './with-api.js';

/** `understudy orgs …`: what organizations may use, and what they use when they do not say. */
export function addOrganizationCommands(program: Command): void {
  const orgs = program.command('orgs').description('list, show, set and delete organizations');

  withApi(orgs.command('list'))
    .description('all organizations')
    .action(async (options: ApiOptions) => {
      const organizations = await AdminApi.of(options.url, process.env).organizations();
      say(options, organizations, describeOrganizations(organizations));
    });

  withApi(orgs.command('show'))
    .description('one organization; what --json prints can be given to `set`')
    .argument('<org>')
    .action(async (org: string, options: ApiOptions) => {
      const organization = await AdminApi.of(options.url, process.env).organization(org);
      say(options, organization, describeOrganization(organization));
    });

  withApi(orgs.command('set'))
    .description('make an organization, or put other settings in place of its own')
    .argument('<org>')
    .argument('<file>', 'its settings as JSON; `-` reads them from standard input')
    .action(async (org: string, file: string, options: ApiOptions) => {
      const settings = await readJson(file);
      const saved = await AdminApi.of(options.url, process.env).saveOrganization(org, settings);
      say(options, saved, describeOrganization(saved));
    });

  withApi(orgs.command('delete'))
    .description('forget an organization: it may use what the config allows everybody')
    .argument('<org>')
    .action(async (org: string, options: ApiOptions) => {
      await AdminApi.of(options.url, process.env).deleteOrganization(org);
      say(options, { org, deleted: true }, `Organization ${org} is deleted.`);
    });
}

async function readJson(file: string): Promise<unknown> {
  const content = await readTextFile(file);
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new Error(`${file === '-' ? 'Standard input' : file} is no JSON: ${(error as Error).message}`);
  }
}
