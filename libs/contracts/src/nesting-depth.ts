const quote = 0x22;
const backslash = 0x5c;

/**
 * How deep `{` and `[` nest in JSON text, counted on its bytes without parsing: a parsed value that is too deep
 * cannot be written again (`JSON.stringify` recurses), so it must be refused before anyone tries.
 */
export function nestingDepth(json: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index];
    if (inString) {
      if (byte === backslash) index += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, (depth += 1));
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return deepest;
}
