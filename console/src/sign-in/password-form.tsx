import { Alert, Box, Button, TextField, Typography } from "@mui/material";
import { type FormEvent, useState } from "react";
import { HttpError } from "react-admin";
import { presentPassword } from "../auth-provider.ts";
import { useGateway } from "../gateway-context.ts";
import { useWords } from "../language/translate.ts";
import { problemKey } from "../problem.ts";

/** The first step of signing in. */
export function PasswordForm({ proceed }: { proceed: (email: string) => void }) {
  const words = useWords();
  const gateway = useGateway();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = String(form.get("email") ?? "").trim();
    const password = String(form.get("password") ?? "");
    if (email === "" || password === "") return setProblem("sign_in.required_both");
    setBusy(true);
    try {
      await presentPassword(gateway, email, password);
      proceed(email);
    } catch (error) {
      const wrong = error instanceof HttpError && (error.status === 401 || error.status === 400);
      setProblem(wrong ? "sign_in.wrong_password" : problemKey(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Box component="form" onSubmit={submit} noValidate sx={{ display: "grid", gap: 2.5 }}>
      <Typography component="h1" variant="h1">
        {words("sign_in.title")}
      </Typography>
      {problem ? <Alert severity="error">{words(problem)}</Alert> : null}
      <TextField name="email" type="email" label={words("sign_in.email")} autoComplete="username" autoFocus fullWidth />
      <TextField
        name="password"
        type="password"
        label={words("sign_in.password")}
        autoComplete="current-password"
        fullWidth
      />
      <Button type="submit" variant="contained" size="large" loading={busy} fullWidth>
        {words("sign_in.continue")}
      </Button>
    </Box>
  );
}
