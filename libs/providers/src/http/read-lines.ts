/** The lines of a body as they come; the last one may lack its end. */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  for await (const bytes of body) {
    const lines = decoder.decode(bytes, { stream: true }).split('\n');
    parts.push(lines[0]!);
    for (const begun of lines.slice(1)) {
      yield parts.splice(0).join('');
      parts.push(begun);
    }
  }
  yield parts.join('') + decoder.decode();
}
