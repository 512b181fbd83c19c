import { Box, Card, Typography } from "@mui/material";
import { useState } from "react";
import { Notification } from "react-admin";
import { useLanguageOfDocument } from "../frame/frame.tsx";
import { LanguageButton } from "../frame/language-button.tsx";
import { Mark } from "../frame/mark.tsx";
import { ThemeButton } from "../frame/theme-button.tsx";
import { useWords } from "../language/translate.ts";
import { CodeForm } from "./code-form.tsx";
import { PasswordForm } from "./password-form.tsx";

/** The door: email and password first, then the code from the operator's authenticator. */
export function SignInPage() {
  const words = useWords();
  const [email, setEmail] = useState<string | null>(null);
  useLanguageOfDocument();
  return (
    <Box
      sx={{
        minHeight: "100vh",
        display: "flex",
        flexDirection: "column",
        bgcolor: "background.default",
        color: "text.primary",
      }}
    >
      <Box component="header" sx={{ display: "flex", justifyContent: "flex-end", gap: 0.5, p: 1.5 }}>
        <LanguageButton />
        <ThemeButton />
      </Box>
      <Box
        component="main"
        sx={{ flexGrow: 1, display: "grid", placeItems: "start center", px: 2, pt: { xs: 4, sm: "12vh" }, pb: 8 }}
      >
        <Box sx={{ width: "100%", maxWidth: 384 }}>
          <Box sx={{ display: "flex", alignItems: "center", gap: 1.5, mb: 3 }}>
            <Mark size={36} />
            <Typography component="p" sx={{ fontWeight: 650, fontSize: "1rem" }}>
              {words("app.name")}
            </Typography>
          </Box>
          <Card sx={{ p: { xs: 3, sm: 4 } }}>
            {email === null ? (
              <PasswordForm proceed={setEmail} />
            ) : (
              <CodeForm email={email} goBack={() => setEmail(null)} />
            )}
          </Card>
          <Typography variant="caption" component="p" sx={{ color: "text.secondary", mt: 2 }}>
            {words("sign_in.lead")}
          </Typography>
        </Box>
      </Box>
      <Notification />
    </Box>
  );
}
