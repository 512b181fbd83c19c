/** The mark of Kura: the gable of a storehouse with its lock. Decoration; the name stands beside it. */
export function BrandMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path d="M16 3.5 29.5 12.6v2.6h-27v-2.6z" fill="currentColor" />
      <path d="M5 17.2h22V28H5z" fill="currentColor" />
      <path d="M12.2 20h7.6v8h-7.6z" fill="var(--plaster)" />
      <circle cx="16" cy="24" r="1.7" fill="#c69452" />
    </svg>
  );
}
