export { priceBook } from './prices/price-book.js';
export { priceListVersion } from './prices/price-list.js';
export {
  createProviders,
  ProviderRegistry,
  type ProviderSettings,
  type ProvidersOptions,
} from './provider-registry.js';
