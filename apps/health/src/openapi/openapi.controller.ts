import { Controller, Get, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { openApiDocument } from './openapi-document.js';

@Controller('v1/openapi.json')
export class OpenApiController {
  private document: object | null = null;

  constructor(private readonly discovery: DiscoveryService) {}

  /** Of the routes that this service has. */
  @Get()
  openApi(): object {
    this.document ??= openApiDocument(
      this.discovery.getControllers().map(({ metatype }) => metatype as Type),
    );
    return this.document;
  }
}
