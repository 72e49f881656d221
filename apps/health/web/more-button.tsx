interface MoreButtonProps {
  /** How many are not shown at first. */
  readonly more: number;
  readonly showsAll: boolean;
  readonly onToggle: () => void;
}

export function MoreButton({ more, showsAll, onToggle }: MoreButtonProps) {
  if (more <= 0) return null;
  return (
    <button type="button" class="more" aria-expanded={showsAll} onClick={onToggle}>
      {showsAll ? 'Show fewer' : `Show ${more} more`}
    </button>
  );
}
