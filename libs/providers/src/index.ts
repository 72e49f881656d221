export { priceBook } from './price-book.js';
export { priceListVersion } from './price-list.js';
export {
  createProviders,
  ProviderRegistry,
  type ProviderSettings,
  type ProvidersOptions,
} from './provider-registry.js';
