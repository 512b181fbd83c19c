import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useWords } from "../language.ts";

/** Copies one value. Its accessible name says which, because several stand on one page. */
export function CopyValue({ value, label }: { value: string; label: string }) {
  const { say } = useWords();
  return (
    <CopyButton value={value} timeout={2_000}>
      {({ copied, copy }) => (
        <Button
          size="compact-sm"
          variant="default"
          onClick={copy}
          aria-label={copied ? say("frame.copied") : say("frame.copyOf", { label })}
          leftSection={copied ? <IconCheck size={15} aria-hidden="true" /> : <IconCopy size={15} aria-hidden="true" />}
        >
          {copied ? say("frame.copied") : say("frame.copy")}
        </Button>
      )}
    </CopyButton>
  );
}
