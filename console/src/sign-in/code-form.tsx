import { Alert, Box, Button, TextField, Typography } from "@mui/material";
import { type FormEvent, useState } from "react";
import { HttpError, useLogin } from "react-admin";
import { useWords } from "../language/translate.ts";
import { problemKey } from "../problem.ts";

/** The second step of signing in: six digits from the operator's authenticator. */
export function CodeForm({ email, goBack }: { email: string; goBack: () => void }) {
  const words = useWords();
  const complete = useLogin();
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!/^\d{6}$/.test(code)) return setProblem("sign_in.six_digits");
    setBusy(true);
    try {
      await complete({ code });
    } catch (error) {
      const wrong = error instanceof HttpError && (error.status === 401 || error.status === 400);
      setProblem(wrong ? "sign_in.wrong_code" : problemKey(error));
      setCode("");
      setBusy(false);
    }
  }

  return (
    <Box component="form" onSubmit={submit} noValidate sx={{ display: "grid", gap: 2.5 }}>
      <Box>
        <Typography component="h1" variant="h1">
          {words("sign_in.code_title")}
        </Typography>
        <Typography variant="body2" sx={{ color: "text.secondary", mt: 0.5, overflowWrap: "anywhere" }}>
          {words("sign_in.code_lead", { email })}
        </Typography>
      </Box>
      {problem ? <Alert severity="error">{words(problem)}</Alert> : null}
      <TextField
        name="code"
        label={words("sign_in.code")}
        value={code}
        onChange={(event) => setCode(event.target.value.replaceAll(/\D/g, "").slice(0, 6))}
        autoComplete="one-time-code"
        autoFocus
        fullWidth
        slotProps={{
          htmlInput: { inputMode: "numeric", maxLength: 6, style: { letterSpacing: "0.3em", fontSize: "1.125rem" } },
        }}
      />
      <Button type="submit" variant="contained" size="large" loading={busy} fullWidth>
        {words("sign_in.verify")}
      </Button>
      <Button type="button" color="inherit" size="small" onClick={goBack} sx={{ color: "text.secondary" }}>
        {words("sign_in.back")}
      </Button>
    </Box>
  );
}
