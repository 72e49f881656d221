import { z } from 'zod';
import { ConfigFile } from './config-file.js';

/** The JSON Schema of the config file, in the draft that YAML editors know best. */
export const configJsonSchema = (): object => ({
  title: "Understudy's config",
  ...z.toJSONSchema(ConfigFile, { io: 'input', target: 'draft-7' }),
});
