import { Button } from "@mantine/core";
import type { ReactNode } from "react";

/**
 * The button that sends a form. Pressing it does not take the focus out of the field being edited: a message that
 * appears on leaving a field would move the button away from under the finger.
 */
export function SubmitButton(props: { loading?: boolean; variant?: "filled" | "default"; children: ReactNode }) {
  const { loading = false, variant = "filled", children } = props;
  return (
    <Button type="submit" variant={variant} loading={loading} onMouseDown={(event) => event.preventDefault()}>
      {children}
    </Button>
  );
}
