import { Controller, Get } from '@nestjs/common';

@Controller('v1')
export class IndexController {
  @Get()
  index(): { service: string; links: string[] } {
    return {
      service: 'understudy-health',
      links: [
        '/',
        '/v1/status',
        '/v1/alerts',
        '/v1/silences',
        '/v1/events',
        '/v1/organizations',
        '/v1/requests',
        '/v1/requests/:org/:custom_id',
        '/v1/costs',
        '/v1/flows',
        '/v1/handoffs',
        '/v1/dead-letters',
        '/v1/audit',
        '/v1/openapi.json',
        '/live',
        '/ready',
        '/metrics',
      ],
    };
  }
}
