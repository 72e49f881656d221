import { ConfigFile } from './config-file.js';
import type { ConfigProblem } from './config-problem.js';
import { describeIssue } from './describe-issue.js';
import { schemaProblems } from './schema-problems.js';
import { soundPart } from './sound-part.js';

/** What of a config file is sound, and what is not. */
export interface ReadConfigFile {
  readonly file: ConfigFile;
  readonly problems: readonly ConfigProblem[];
}

/** Holds the file's value against its schema. A section whose every entry is a comment counts as left out. */
export function readConfigFile(value: unknown): ReadConfigFile {
  if (typeof (value ?? {}) !== 'object' || Array.isArray(value)) {
    const problem = { at: [], text: 'is no map; give sections such as providers and chains' };
    return { file: ConfigFile.parse({}), problems: [problem] };
  }
  const sections = Object.fromEntries(Object.entries(value ?? {}).filter(([, section]) => section !== null));
  const parsed = ConfigFile.safeParse(sections, { error: describeIssue });
  if (parsed.success) return { file: parsed.data, problems: [] };
  const problems = schemaProblems(parsed.error.issues);
  return { file: soundPart(sections, problems), problems };
}
