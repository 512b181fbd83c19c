import { Button } from "@mui/material";
import { useSetLocale } from "react-admin";
import { useLanguage } from "../language/translate.ts";

/** Switches to the other of our two languages; named in that language, for whoever cannot read this one. */
export function LanguageButton() {
  const language = useLanguage();
  const setLocale = useSetLocale();
  const other = language === "ja" ? { locale: "en", name: "English" } : { locale: "ja", name: "日本語" };
  return (
    <Button
      color="inherit"
      size="small"
      lang={other.locale}
      onClick={() => setLocale(other.locale)}
      sx={{ minWidth: 0, px: 1, color: "text.secondary", fontWeight: 500, whiteSpace: "nowrap" }}
    >
      {other.name}
    </Button>
  );
}
