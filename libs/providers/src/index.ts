export {
  createProviders,
  type ProviderRegistry,
  type ProviderSettings,
  type ProvidersOptions,
} from './provider-registry.js';
