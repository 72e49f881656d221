/** A text with the part between its marks, `<!-- name: generated -->` and `<!-- /name -->`, filled anew. */
export function fillPart(text: string, name: string, part: string): string {
  const marked = new RegExp(`(<!-- ${name}: generated -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!marked.test(text)) throw new Error(`there is no part <!-- ${name}: generated -->`);
  return text.replace(marked, (_, open: string, close: string) => `${open}\n${part}\n\n${close}`);
}
