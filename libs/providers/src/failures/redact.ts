const longestMessage = 500;
/** Error pages can be megabytes; what lies behind this many characters is never shown. */
const longestRead = 4_000;

/** `sk-…` and its kin, bearer tokens, and keys that a provider has masked itself, such as `abcd****wxyz`. */
const keyShapes = [
  /\bBearer\s+[^\s"',;]+/gi,
  /\b(?:sk|pk|rk|gsk)-[\w*.-]{4,}/gi,
  /\bAIza[\w-]{20,}/g,
  /[^\s*"']{0,32}\*{4,}[^\s"']{0,64}/g,
  /(?<=:\/\/)[^\s/@]+(?=@)/g,
];

/** A provider's text as it may be shown: one line, at most 500 characters, without the configured key or any other. */
export function redact(text: string, apiKey: string | null): string {
  const read = text.slice(0, longestRead);
  const withoutOurs = apiKey === null ? read : read.replaceAll(apiKey, '[key]');
  const line = keyShapes
    .reduce((redacted, shape) => redacted.replace(shape, '[key]'), withoutOurs)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length <= longestMessage ? line : `${line.slice(0, longestMessage - 1)}…`;
}
