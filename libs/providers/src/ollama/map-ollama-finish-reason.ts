/** `done_reason` of an answer that had this many tool calls → `finish_reason`. */
export function mapOllamaFinishReason(reason: string, calls: number): 'stop' | 'length' | 'tool_calls' {
  if (reason === 'length') return 'length';
  return calls > 0 ? 'tool_calls' : 'stop';
}
