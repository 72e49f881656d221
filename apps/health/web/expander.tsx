interface ExpanderProps {
  readonly name: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** The name of a row, which opens what belongs to it. */
export function Expander({ name, isOpen, onToggle }: ExpanderProps) {
  return (
    <button type="button" class="name" aria-expanded={isOpen} onClick={onToggle}>
      {name}
    </button>
  );
}
