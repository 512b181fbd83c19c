import { ActionIcon, Button, Divider, Popover, SegmentedControl, Stack, useMantineColorScheme } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Session } from "../answers.ts";
import { answer, gateway } from "../api.ts";
import { chooseLanguage, type Language, useWords } from "../language.ts";
import { ProblemNotice } from "../look/problem-notice.tsx";

type Scheme = "light" | "dark" | "auto";

function LanguageChoice() {
  const { say, language } = useWords();
  return (
    <div>
      <div className="soft small" id="language-choice">
        {say("frame.language")}
      </div>
      <SegmentedControl
        fullWidth
        aria-labelledby="language-choice"
        value={language}
        onChange={(value) => chooseLanguage(value as Language)}
        data={[
          { value: "ja", label: "日本語" },
          { value: "en", label: "English" },
        ]}
      />
    </div>
  );
}

function AppearanceChoice() {
  const { say } = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div>
      <div className="soft small" id="appearance-choice">
        {say("frame.appearance")}
      </div>
      <SegmentedControl
        fullWidth
        aria-labelledby="appearance-choice"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as Scheme)}
        data={(["light", "dark", "auto"] as const).map((scheme) => ({ value: scheme, label: say(`frame.${scheme}`) }))}
      />
    </div>
  );
}

function SignOut() {
  const { say } = useWords();
  const leaving = useMutation({
    mutationFn: () => answer(gateway.DELETE("/session")),
    // A new page load leaves nothing of this customer in memory.
    onSuccess: () => window.location.assign("/"),
  });
  return (
    <>
      <ProblemNotice problem={leaving.error} />
      <Button
        variant="default"
        fullWidth
        loading={leaving.isPending}
        leftSection={<IconLogout size={18} aria-hidden="true" />}
        onClick={() => leaving.mutate()}
      >
        {say("frame.signOut")}
      </Button>
    </>
  );
}

/** The menu in the corner: language, light or dark, and the way out for whoever is signed in. */
export function AccountMenu({ session }: { session: Session | undefined }) {
  const { say } = useWords();
  const [opened, setOpened] = useState(false);
  const known = session !== undefined && session.level !== "none";
  const label = known ? say("frame.accountMenu") : `${say("frame.language")} · ${say("frame.appearance")}`;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={280} shadow="md" radius="lg" trapFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={44}
          radius="xl"
          aria-label={label}
          onClick={() => setOpened((isOpen) => !isOpen)}
        >
          {known ? <IconUserCircle aria-hidden="true" /> : <IconAdjustmentsHorizontal aria-hidden="true" />}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <Stack gap="md">
          {known ? (
            <div>
              <div className="soft small">{say("frame.signedInAs")}</div>
              <div className="one-line">{session.email}</div>
            </div>
          ) : null}
          <LanguageChoice />
          <AppearanceChoice />
          {known ? (
            <>
              <Divider />
              <SignOut />
            </>
          ) : null}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
