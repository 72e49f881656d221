/** As the service was told by TRACE_URL. */
const template = document.querySelector<HTMLMetaElement>('meta[name="trace-url"]')?.content ?? '';

export function TraceLink({ traceId }: { readonly traceId: string | null | undefined }) {
  if (!traceId) return null;
  if (!template) return <span class="quiet">trace {traceId}</span>;
  return (
    <a href={template.replaceAll('{trace_id}', encodeURIComponent(traceId))} target="_blank" rel="noreferrer">
      Trace {traceId.slice(0, 8)}
    </a>
  );
}
