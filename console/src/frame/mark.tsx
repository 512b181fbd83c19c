/** The storehouse: our mark. It is decoration; what it stands beside says the name. */
export function Mark({ size }: { size: number }) {
  return <img src="/icon.svg" width={size} height={size} alt="" style={{ display: "block", flexShrink: 0 }} />;
}
