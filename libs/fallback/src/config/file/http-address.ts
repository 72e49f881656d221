import { z } from 'zod';

export const HttpAddress = z.url({
  protocol: /^https?$/,
  error: 'give an address such as http://127.0.0.1:8000/v1',
});
