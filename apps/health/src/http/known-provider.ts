import { NotFoundException } from '@nestjs/common';
import type { RoutingConfig } from '#fallback';

/** @throws NotFoundException unless we know the provider, configured or not */
export function requireKnownProvider(provider: string, { providers, unusable }: RoutingConfig): void {
  if (providers.has(provider) || unusable.has(provider)) return;
  const known = [...providers.keys(), ...unusable.keys()].join(', ');
  throw new NotFoundException(`no provider is called '${provider}'; known are ${known}`);
}
