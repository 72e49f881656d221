import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where `npm run build` puts the page, beside the service that it built. */
export const pageFolder = join(import.meta.dirname, '../../page');

interface Files {
  readonly page: string;
  readonly assets: ReadonlyMap<string, Buffer>;
}

/**
 * The status page as it was built: the page, and its assets by name.
 *
 * Not built → built, when it is first found. From then on it is kept as it was read, so that the page and its assets are
 * of one build, whatever is built meanwhile.
 */
export class BuiltPage {
  private files: Files | null = null;

  /** @param traceUrl the address of a trace, with `{trace_id}` in the place of its id; null: traces are not linked */
  constructor(
    private readonly folder: string,
    private readonly traceUrl: string | null,
  ) {}

  /** Null while it is not built. */
  async page(): Promise<string | null> {
    return (await this.found())?.page ?? null;
  }

  async asset(name: string): Promise<Buffer | null> {
    return (await this.found())?.assets.get(name) ?? null;
  }

  private async found(): Promise<Files | null> {
    this.files ??= await this.read();
    return this.files;
  }

  private async read(): Promise<Files | null> {
    try {
      const page = await readFile(join(this.folder, 'index.html'), 'utf8');
      const names = await readdir(join(this.folder, 'assets'));
      const assets = names.map(
        async (name) => [name, await readFile(join(this.folder, 'assets', name))] as const,
      );
      return {
        page: page.replace('{{trace_url}}', () => inAttribute(this.traceUrl ?? '')),
        assets: new Map(await Promise.all(assets)),
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }
}

const inAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
