import { Controller, Get } from '@nestjs/common';

@Controller()
export class IndexController {
  @Get()
  index(): { service: string; links: string[] } {
    return {
      service: 'understudy-health',
      links: [
        '/v1/status',
        '/v1/alerts',
        '/v1/organizations',
        '/v1/requests/:org/:custom_id',
        '/live',
        '/ready',
        '/metrics',
      ],
    };
  }
}
